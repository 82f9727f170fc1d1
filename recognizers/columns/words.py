"""Words of column headers and cells, as data: what a column holds, whose it is, and what says nothing."""

from __future__ import annotations

import re

# What a cell says that says nothing.
NOTHING = re.compile(
    r"^(?:[-ー―*×xX/]+|なし|無し?|特になし|該当なし|該当無し|非該当|未記入|未入力|不明|未定|空欄|なし。|null|none|nil|n/?a|nan|#n/a|\?)$",
    re.I,
)
# Headers of columns that hold no personal data though their values look like it.
NOBODYS = re.compile(
    r"駅|路線|沿線|部署|所属|部門|支店|営業所|店舗|店名|会社|企業|法人|団体|病院|医療機関|学校|銀行名|メーカー|車名|車種|品名|品番|商品|製品|部品|図面|型番|型式|件名|題名|書名|歴史|人物|著者|登場|役職|続柄|国籍|在留資格"
    r"|診療科|新聞|雑誌|趣味|ニックネーム|ハンドル|都道府県|市区町村|地域|エリア|年度|年月(?!日)|日時|時刻|更新|登録日|作成日|入社|退社|契約日|申込日|発行|有効|期限|終了|開始|支払日|納品|受付日"
    r"|part|item|product|model|dwg|drawing|sku|serial|lot|rev|version|station|company|branch|dept|title|status|type|kind|category|amount|price|qty|count|created|updated|timestamp|host|file|path|url",
    re.I,
)  # fmt: skip
NAME_HEADER = re.compile(
    r"宛名|受領印|受領サイン|氏名|名前|姓名|名字|苗字|フリガナ|ふりがな|カナ|ｶﾅ|よみ|ヨミ|読み|名義|旧姓|^姓|姓$|^氏$|^名$|(?:^|漢字|英字|ローマ字)名(?:漢字|英字|ローマ字)?$|姓(?:漢字|英字)|作業者|従業者|就業者|執刀|器械出し|直接介助|外回り看護|(?:[当日宿]直|当番)$|受け?持ち?(?:看護)?$|担当(?!業務|部|課|店|支店|エリア|地区|コード|番号|区分|会社|id)|申込者|契約者|保証人|代表者|受取人|世帯主"
    r"|(?:(?<!業)者|人|[員医師官手役]|(?:弁護|税理|司法書|技|衛生|療法|保育|介護|栄養|整備|会計|鑑定|建築)士|長|客|主|様|教授|担任|上司|先生|患者|生徒|児童|園児|学生|会員|顧客|社員|本人|配偶者|家族|親族|お?届け?先|送付先|配送先|オペレータ|オペレーター"
    r"|ドライバー|スタッフ|マネージャー?|リーダー|オーナー|ケアマネ|ケアマネジャー|インストラクター|トレーナー|セラピスト|施術担当|(?<![a-z])(?:op|dr))\.?(?:の?氏?名)?[0-9①-⑨]?$"
    r"|(?:full|last|first|family|given|middle|sur).?(?:name|nm)|^name\d?$|^(?:full )?name (?:as|in|on) |^forename|(?:^|_)[lf]_?(?:name|nm)|(?:^|_)mbr_?(?:name|nm)|(?:^|[_ ])(?:person|their|your|his)_name$|(?:customer|user|cust|emp|employee|member|contact|patient|guarantor|applicant|owner|holder|manager|guest).?(?:name|nm)|(?:^|_)(?:sei|mei|kana|shimei)(?:_|$)"
    r"|(?:^|_)(?:doctor|physician|nurse|teacher|manager|supervisor|assignee|reviewer|approver|owner|driver|operator|collector|debtor|borrower|guarantor|guest|attendee|contact_person)$",
    re.I,
)
# Headers of what belongs to an organisation, and of tables that list organisations.
OFFICE = re.compile(
    r"代表(?:電話|番号|メール|TEL|FAX)|フリーダイヤル|会社(?:電話|TEL|住所|所在地)|本[店社]所在地|事業所所在地|店舗(?:電話|住所)|支店(?:電話|住所)|toll.?free",
    re.I,
)
SITE = re.compile(
    r"会社名|法人名|企業名|商号|屋号|取引先|仕入先|店舗名|支店名|営業所|拠点|事業[者所]名|施設名|機関名|名称$|company|vendor|supplier|branch|office|shop",
    re.I,
)
NAME_PLAIN = re.compile(
    r"氏名|名前|姓名|名字|苗字|フリガナ|ふりがな|カナ|名義|旧姓|^姓|^氏$|^名$|(?:full|last|first|family|given|customer|cust|user|employee|emp|member|patient|guarantor|applicant|contact|guest).?(?:name|nm)|shimei",
    re.I,
)
NAME_NOT = re.compile(
    r"会社|企業|商号|屋号|取引先|仕入先|得意先|勤務先|就業先|派遣先|紹介元|出身|発注先|納入先|(?<![作従就授営])業者|団体|施設|事業所|メーカー|商品|製品|店|品|物件|機関|法人|銀行|支店|学校|部署|ファイル|項目|車|病|薬|file|host|table|column|item|part|model|product|system|company|branch|dept|bank",
    re.I,
)
# What is told of a person, after whom the header may be named: 保証人続柄, 担当者コード, 契約者電話.
OF_PERSON = re.compile(
    r"(?:続柄|関係|区分|種別|番号|no\.?|コード|cd|id|電話|tel|携帯|住所|年齢|性別|生年月日|年収|有無|人数|意見|所見|コメント|判定|資格|国籍)$",
    re.I,
)
# A role at the end makes a person of it: 取引先担当者名, 店長.
ROLE = re.compile(
    r"(?:担当|代表|責任|契約|申込|使用|利用|所有|管理|運転|連絡)者|代表取締役|長(?:の?氏?名)?$|医師|staff|manager", re.I
)
KANA_HEADER = re.compile(r"フリガナ|ふりがな|カナ|よみ|ヨミ|読み|kana|yomi", re.I)
# Titles of works and what the people in them do: full names that are nobody's data.
WORKS = re.compile(r"著者|作者|作曲|作詞|監修|訳者|出演|歴史|登場|題名|書名|author|artist|actor", re.I)
NAME_SHAPE = r"^[^0-9@:/;=<>。、]{1,40}$"
