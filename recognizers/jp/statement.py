"""Is it said of a person? Clues around a word that by itself is only a topic.

糖尿病 in 「糖尿病の予防」 is nobody's; in 「佐藤様は糖尿病で通院中」 it is 要配慮個人情報. The sentence decides: who is
named in it, what is said to have happened, and whether it speaks of rules, goods, courses or figures instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from recognizers.beginnings import searching
from recognizers.lazily import lazy
from recognizers.namedata import names
from recognizers.pattern import Match
from recognizers.sieve import Joint

_ENDS = "。!?！？\n"
_END = lazy(f"[{_ENDS}]")
_HONORIFIC = searching(
    r"(?<=[一-龥々ァ-ヺーぁ-んA-Za-z)])(?<!お客)(?<!皆)(?<!患者)(?<!利用者)(?<!業者)(?<!仕)(?<!同)(?<!多)(?<!有り)(?<!模)(?<!異)(?<!態)(?<!神)(?<!たく)(?<!みな)(?<!会員)(?<!読者)(?<!視聴者)(?<!学生)(?<!お子)(?<!取引先)(?<!外国人の)(?<!王)"
    r"(?: ?(?:さん(?!ど|ま|ご)|様(?!式|々|子|相|態)|氏(?![名神族])|くん|君(?!主|臨)|ちゃん|殿(?!下|堂)|先生|(?<![ぁ-ん元])(?:容疑者|被告|受刑者)|選手|医師(?=の処方)))(?![一-龥])"
)
_ROLE = lazy(
    r"[一-龥]{1,4}(?:部長|課長|係長|店長|所長|次長|主任|主査|支店長|社長|会長|室長|班長|工場長|課長補佐|リーダー|マネージャー)(?=[はがのをにもで、:： (（]|$)"
)
_FAMILY = searching(
    r"息子|娘|(?<![丈農工大漁人士])夫(?![婦人々])|(?<![良賢愛])妻(?!子)|(?<![神])父(?!兄)|(?<![保聖酵])母(?![子校国数語音船体])|祖父|祖母|弟(?!子)|妹|(?<!父)兄|姉|家族|長男|次男|二男|三男|長女|次女|二女|配偶者|奥様|主人(?=[はがのもに、])|同居人|被扶養者|義父|義母|扶養親族|お子様|お子さん"
)
_I = searching(r"(?<![公自])私(?![立費的道学鉄服案法権書物有募用人刑傷])|わたし|僕")
_SELF = lazy(
    r"うちの|弊社の|本人(?!都合|以外|確認|限定|情報)|当人|自身|同人|同氏|小職|当該社員|弊社社員|当社社員|当社従業員|ドライバーの|被験者"
)
_LABEL = lazy(
    r"(?:氏名|患者名?|申込者|申請者|被保険者|対象者|該当者|契約者|従業員|社員|受診者|利用者|入居者|生徒|児童|保護者|被疑者|被告人|相談者|被害者|顧客|会員|応募者|候補者|運転者|借主|保証人|注文者|担当|届出者|労働者|職員)(?:氏名|名)?[ :：(（「]"
)
_SPACED = lazy(
    r"(?<![一-龥々ァ-ヺー])([一-龥々]{1,4}|[ァ-ヺー]{2,6})(?= ([一-龥々ァ-ヺー]{1,5}|[ぁ-ん]{2,5})(?![一-龥々ァ-ヺー]))"
)
_RUN = lazy(r"[一-龥々]{2,6}[ぁ-んァ-ヺー]{0,4}")
_NUMBERED = searching(
    r"社員番号|従業員番号|患者番号|患者ID|会員番号|顧客番号|受診者番号|学籍番号|診察券|社員ID|カルテ番号|生年月日|(?<![\d~])\d{1,2}歳|[A-Z]さん|(?:男性|女性)(?:社員|従業員|職員|店員|会員|客)|(?:乗務員|運転者|従業員|店員|作業員|生徒|元社員)(?:の|・|が|は|「)|(?:運転手|被告人|被疑者|実習生|運転者|従業員|社員|職員|生徒|児童|ドライバー|患者|申込者|契約者|候補者|応募者|店員|施主|代表者?|会員|顧客)[ ・][一-龥々]{1,3}(?=$|[\s、。)のはがに])|(?<=の)[男女](?=[がはを])"
)

# The same texts are looked through for other words, too: sentences and passages, what stands behind a word, sentences in two.
IN_PASSAGES, BEHIND, IN_SENTENCES = Joint(), Joint(), Joint()
_WHO = IN_PASSAGES.sieve(
    {
        "honorific": _HONORIFIC,
        "role": _ROLE,
        "self": _SELF,
        "I": _I,
        "family": _FAMILY,
        "label": _LABEL,
        "numbered": _NUMBERED,
    }
)

# Law texts speak of nobody: one such word nearby tells.
STATUTE = searching(
    r"第[一二三四五六七八九十百\d]+[条項章編款]|第(?:[一二三四五六七八九十百]+|\d{1,2})号|前項|同条|同項|前条|次条|各号|準用|ただし書|しなければならない|することができる|してはならない|ものとする|の規定|に規定する|とみなす|に処する|に処し、|条の[二三四五六七八九\d]|以上の刑|附則|省令|政令|\n[一二三四五六七八九十]{1,3} |[一二三四五六七八九十]+(?:日|年|月|月間)以[内上下]"
)
# Ruby, annotations and old spelling: literature, whose people never lived.
LITERATURE = searching(
    r"《[ぁ-んァ-ヺー]{1,14}》|\[#|[ゐゑ]|云[うっつひはふ]|でせう|ませう|やう[なに]|といふ|であつた|居つた|なかつた|[っ]て居た"
)

NEGATED = lazy(
    r"^(?:[・、/,及びやと(]{1,2}[^、。\nはがを]{1,10}){0,4}[)\]」]?(?:の(?:既往|診断|陽性反応|反応|告知|履歴|経歴|記録|事実|疑い|症状|所見|指摘|有無|病歴|結果|再発|転移|兆候|可能性|進行|経験|申告|届出|該当|受給|交付|所持|適用)?|歴|等|など|に関する記録|の診断歴|を受けたこと|したこと|されたこと|者|に(?:は)?|と(?:は)?)?(?:は|が|も|を|について|に)?[ :：=＝|\t]*(?:\([^)]{0,8}\))?[ :：]*[「『\"]?"
    r"(?:特に|一切|全く|まったく|現在|いずれも|とも)?[ ]?(?:(?<!希望)なし(?!で|に)|無し|無(?=$|[\s、。)|])|無く|ない(?=$|[\s、。)と旨こ」])|なく|ありません|ございません|ないことを|有りません|該当なし|該当しない|該当せず|非該当|特記なし|認めず|認めな|認められ(?:ず|な|ませ)|見られ(?:ず|な|ませ)|異常所見(?:は|を)?(?:な|認め)|所見(?:は|を)?なし|受けていない|受けていません|されていない|して(?:い)?な(?:い|かった)|(?:て)?は(?:いけない|ならない|だめ)|していません|しておらず|し(?:ない|なかった)(?!と|場合|とき)|されて(?:い)?な(?:い|かった)|されておらず|されなかった|せず(?!に)|に(?:は)?該当(?:しない|しな|せず|していない|しなかった)|したことはない|したことがない|ではない|ではありません|でない|とは認められ|異なる|否定|陰性|(?:に(?:は)?)?(?:当|あ)た(?:らない|らず|りません)|持っていない|[-×✕✗](?=$|[\s|)])|いいえ(?=$|[\s、。)])|0(?:件|回)?(?=[ 、。)]|$)|[A-Za-z0-9]{1,6} ?\(-\)|通常(?:勤務|業務|就業)|不要|確認されな|確認できな|出ませ|出な(?:い|かった)|出ず|では?なく|では?なかった|なかった|見当た(?:ら(?:ず|な)|りませ)|問題(?:は|も)?な(?:し|い|かった|く)|異常(?:は|も)?な(?:し|い|かった|く)|正常(?=$|[\s、。でとだ)]))"
)  # noqa: RUF100
_NEVER = lazy(
    r"^[^。、\n]{0,10}(?:者|人|家族|親族)は(?:誰も)?(?:おりません|いません|おらず|いない(?=$|[\s、。)とこ]))"
    r"|^(?:・[^。、\n]{1,8}){0,3}(?:等|など)?の?[^。、\n]{0,6}(?:歴|経験|事実|記録)(?:は|も|が)?(?:いずれも|一切|全く)?(?:ありません|ございません|ない(?=$|[\s、。)])|なし|無し)"
    r"|^[^。、\n]{0,8}(?:事実|記録|履歴|形跡)(?:は|も)?(?:確認でき|認められ|見当たら|把握され)(?:ず|な|ませ)"
    r"|^中?の(?:病気|疾患|病院|もの|方)(?:は|も|が)?(?:特に)?(?:ない|なし|ありません|ございません)"
    r"|^[^。、\n]{0,14}(?:制限|配慮|要望|支障|禁忌|問題)(?:等|など)?(?:は|も)?(?:特に)?(?:ありません|ございません|ない|なし(?!で)|不要)"
    r"|^[^\s。、\n]{0,20}[\s:：]{1,3}[_＿]{3,}"
    r"|^(?:とか|なんか|など)?(?:じゃ|では)(?:ない|なく|ありません|なさそう)|^て(?:い)?な(?:く|い|かった)"
    r"|^[^。\n□☐■☑]{0,10}[□☐][ ]?(?:あり|有|はい|該当)[ ]{0,4}[■☑✓][ ]?(?:なし|無|いいえ|非該当)"
    r"|^[^。、\n]{0,8}の(?:申告|記載|該当(?:情報|事項|者)?|指摘|届出|自己申告)(?:は|も)?(?:特に)?(?:なし|無し?|ありません|ございません)"
    r"|^[^。、\n:：]{1,16}[:：][ ]*(?:なし|無し?|特になし|該当なし|非該当|-|ありません|いいえ)(?=$|[\s、。)(])|"
    r"^[^。、\n]{0,14}(?:(?:こと|経験|事実|記憶|覚え)(?:は|が|も)?(?:一度も|全く)?(?:ない|ありません|ございません|無い|なし|なく)|[^。、\n]{0,12}(?:わけ|訳)では(?:ない|ありません|なく)|かどうか(?![^。\n]{0,40}「?該当する)|か否か|の(?:有無|要否))"
    r"|^[^。\n]{0,4}(?:チェック|照会|検索|スクリーニング)[^。\n]{0,40}(?:ヒット|該当(?:情報|者|事項|記録)?|問題|記録|一致|hits?)(?:は|も)?[:： ]?(?:なし|せず|ありません|ございません|無し?)"
    r"|^の?(?:予定|話|必要|心配|恐れ|気配?|疑い)(?:は|が|も)(?:なくな|消え|晴れ|ない|ありませ)|^(?:と?の)?(?:[^。、\n]{0,6}(?:は|が|も))?(?:誤認|誤報|間違い|デマ|事実無根|誤解|ぬれぎぬ|濡れ衣|人違い|別人)|^を?(?:勧められ|誘われ)[^。\n]{0,8}断|^(?:する|になる|に至る)ほど(?:では|でも|じゃ)な|^も[^。、\n]{1,8}も(?:特に)?(?:な[いくし]|ありませ)|^(?:か|だ|かも|かな)(?:と|って)思った(?:ら|が|けど)|^(?:は|も|の)?必要(?:は|が|も)?な[いくしさ]|^[^。、\n]{0,4}の?結果[、はも]?[^。\n]{0,14}(?:見つから(?:ず|な)|なかった|認めず|問題な|異常な|陰性|良性)"
    r"|^[^。\n]{0,8}(?:という|との|とかいう|って(?:いう)?|とする)(?:[^。、\n]{0,8}の)?(?:書き込み|噂|うわさ|ウワサ|投稿|デマ|情報|話|報道|コメント|口コミ|中傷|怪文書|指摘|通報|密告)[^。\n]{0,14}(?:事実無根|デマ|誤り|嘘|ウソ|虚偽|事実では?な|事実と異な|根も葉も|誤情報|間違い|でたらめ|存在しない|中傷|否定|無関係|ありえない)"
    r"|^[^。\n]{0,4}照会[^。\n]{0,40}(?:結果|回答)[:： ]{0,3}(?:None|none|NONE|なし|該当なし|0|無|クリア)"
    r"|^を?お?持ちでは?(?:な|あり?ませ|ござい)|^の?(?:検査|抗原検査|抗体|PCR|結果)(?:検査)?(?:の結果)?[^。\n]{0,10}陰性"
    r"|^され(?:ない|ず)|^(?:を|は|も|が)?(?:出さ|出|提出し|届け出|申告し|受け|起こさ|患わ|飲ま|服用し|通わ|通院し|入院し|受診し|持た|負わ)(?:なかった|ず(?!に)|ない(?!と|ま)|て(?:い)?な(?:い|かった)|て(?:い)?ません|ませんでした)|^[^。、\n]{0,10}?陰性|^[^。、\n]{0,6}?(?:は|が|を)?(?:提出|受理|確認|診断|発見|検出|指摘|判明|登録|交付|取得|所持|逮捕|起訴|送検|罹患|感染)(?:され|し|を受け)?(?:ていない|ていません|なかった|ておらず)"
)
_NO = BEHIND.sieve({"negated": NEGATED, "never": _NEVER})
UNTICKED = lazy(r"(?:□|☐|○ない|\[ ?\]|\( ?\))[ ]?[^\s□■☑]{0,6}$")
_NEXT_TO = 14  # characters: a box to tick stands no further from its word
TICKED = searching(r"(?:■|☑|☒|✓|✔|(?<![ァ-ヺー一-龥])レ(?![ァ-ヺー])|\[x\]|\[X\]|●|◉)[ ]?[^\s□■☑]{0,4}$")
# 要(    )・不要, 日時:     場所:, 受けていますか
_ASKED = lazy(
    r"^[ :：]{0,4}(?:有り?|あり)[ ]?\([ 種級度号等第:]*\)[ ]*[・/]?[ ]*(?:無|なし)|^[ :：]{0,4}(?:有り?|あり|はい)[ ・/]{1,4}(?:無し?|なし|いいえ)(?=$|[\s。)(])|^[ :：]{0,3}(?:[□☐][ ]?[^□☐■☑✓\n]{0,8}){2,}(?=$|[\n。])|^[ :：]{0,3}(?:[□☐][ ]?(?:有り?|あり|はい|無し?|なし|いいえ)[ ]{0,4}){2}|^[^。\n:：()]{0,8}(?:\([ _]{2,}\)|[:：](?: {3,}| ?$| ?_{2,}))|^[^。\n]{0,12}?(?:て(?:い)?(?:ます|ました)か|たことが?(?:あります|ございます)か|お持ちですか)(?=$|[。? ])"
)
_BLANK = lazy(
    r"^[\s:：]*(?:[_＿…‥.]{2,}|\( *\)|（ *）|【 *】|\[ *\]|有 ?[・/] ?無|あり ?[・/] ?なし|はい ?[・/] ?いいえ|$)"
)

_GENERIC = {
    "statute": lazy(
        r"^(?:事業者|使用者|事業主)は、|第\d+条|条例|法律|施行令|施行規則|規定|法定刑|刑法|少年法|法の(?:改正|規定|定め|趣旨)|[一-龥]{1,8}法(?:では|により|に基づ|の改正|が改正|は、)|処する|ものとす|又は|若しくは|当該(?!社員|従業員|職員|労働者|顧客|本人|生徒|教員|児童|患者|利用者|学生|乗務員|世帯|家庭|女性|男性|人物)|定義|法令|憲法|附則|号に掲げ|すべき(?:者|少年|とき|もの)|事件については|省令|告示|改正"
    ),
    "training": searching(
        r"研修(?!医|生|員|先|中に)|セミナー|講座|講演|勉強会|啓発|(?<![\dかヶ一二三])(?:月間|週間)|イベント|パンフレット|ポスター|チラシ|リーフレット|講習|ワークショップ|シンポジウム|(?<!階)教室(?!に|の変|を変|で)|教材|テキスト|授業(?!に(?:戻|出|参加|遅|復)|を(?:見学|欠席|休))|eラーニング|フォーラム"
    ),
    "policy": lazy(
        r"(?:社員|従業員|職員|労働者)は、[^。]{0,40}(?:できる|限度とする|こととする)$|要配慮|機微情報|センシティブ|方針|ガイドライン|マニュアル|規程|就業規則|ルール|手順書|要領|制度|様式|書式|記入例|記載例|\(例\)|例[:：]|サンプル|見本|手引|ポリシー|基準を|基準は|一般に|一般的|体制|推進|取り組み|取組"
    ),
    "product": lazy(
        r"保険(?!者|証|課|組合|料|番号|給付|年金|金|請求|の?(?:連絡|申請))|保障(?!年金|給付)|特約|商品|(?<!ケア)(?<!イン)プラン(?!ト|ター|ナー)|サプリ|発売|販売(?!業者|員|店員|法)|約款|補償|給付金(?!受給|を装)|パッケージ|お買い|ご購入|新製品|ラインナップ|成分|効能|添付文書|はこちら|詳しくは|選び方|ウソとホント|徹底解説|ランキング|おすすめ"
    ),
    "statistics": searching(
        r"統計|割合|\d%|人に1人|件数|患者数|死亡率|有病率|罹患率|推計|調査によ|調査結果|増加|減少|(?<!非行)(?<!貧血)(?<!うつ)(?<!自閉)傾向|全国|年間\d|都道府県別|白書|前年比|平均|人口|\d+人中|\d+名中|件発生|延べ|\d+名(?:で|、|$)|\d+人(?:で|、|$)"
    ),
    "form": lazy(
        r"欄|項目|必須|入力|画面|設計|仕様|テーブル|カラム|フィールド|コード表|マスタ|選択肢|チェックボックス|プルダウン|API|データベース|ラジオボタン|バリデーション|クラス|メソッド|関数|変数|引数|記入して|記載して"
    ),
    "job": lazy(r"募集|求人|採用情報|歓迎|時給|月給|応募(?!者|書類|動機)"),
    "topic": lazy(
        r"とは|予防|防止|早期発見|メカニズム|治療法|相談窓口|ホットライン|ニュース|記事|新聞|報道|特集|映画|小説|ドラマ|漫画|書籍|雑誌|番組|論文|学会|研究|事例|歴史|展示|作品|登場|主人公|ゲーム(?!センター|機)|コラム|ブログ|百科|辞書|用語|科目|世界|社会|人々|人類"
    ),
    "condition": lazy(
        r"場合|にな(?:る前に|らない(?:ため|よう))|[たる]とき[はに、]|があれば、|与える$|(?:速やかに|直ちに|遅滞なく|必ず|あらかじめ)[^。]{0,14}(?:報告|連絡|申し?出|届け?出|提出|相談|受診)(?:して(?:ください|下さい)|すること|する(?=$|。)|のこと)|[るた]際(?:は|に)|(?:お持ち|ご持参|ご提示|お申し出|お申込み|ご利用|ご来院|ご連絡|お問い?合わ?せ|提出して|ご提出)(?:くだ|下)さい|(?:た|ている|ある|の|む|つ)(?:従業員|社員|職員|労働者|お客様|患者|人|学生|生徒|児童|子ども?)(?:には|に対|の場合|を対象|向け)|[たれな](?:たら|れば|ら)[^ぁ-ん](?![^。]*(?:だった|でした|ました|たので))|ときは|ない者|復権を得|(?:ある|の|お持ちの|いる|持つ|される|された|した)方(?:は|へ|を|の|が|に)|恐れ|おそれ|可能性|リスク|ご注意|ましょう|かどうか|有無|(?:[^の ]た|る)方(?:は|へ|を|が|に|も)|どなた|誰でも|すべての|全ての|お悩み|不安な|心配な|疑われる|もし|いかなる|差別|(?<![込約請害触象険当証務人偶勤護業患査者定働用入作任識信告疑募補談災給居養遺])者(?:[はに]|が(?!お|い[るた]|\d)|を(?!雇|採用))"
    ),
    "other_person": searching(
        r"芸能人|犯人(?!は(?:逃|捕|不明)|が(?:逃|捕)|に)|(?:した|する|(?<!中)の|な|い|た)(?:男性|女性|男|女|少年|人物|夫婦)(?:が|は|に|を|ら)(?![^。]{0,12}(?:様|さん|氏))|裁判所は|検察側?は|紙によると|主人公|処刑された"
    ),
    "form_label": searching(
        r"ご記入|該当する(?:もの|項目|番号)|[○◯〇]を(?:つけ|付け|し)|[○◯〇]で囲|ご入力|お書き|お選び|選択して|チェックして|ご回答|お答え"
    ),
}
_KINDS = IN_SENTENCES.sieve(_GENERIC)
TRAPS = ("statute", "product", "form")


@dataclass(frozen=True, slots=True)
class Around:
    """The sentence around a match, and the text beyond it. `left` and `right` end at the match."""

    left: str
    right: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        return self.left + "\x00" + self.right


def around(match: Match, start: int, end: int) -> Around:
    before, after = match.text[max(0, start - 80) : start], match.text[end : end + 80]
    stop = _END.search(after)
    return Around(before[max(map(before.rfind, _ENDS)) + 1 :], after[: stop.start()] if stop else after, before, after)


# Lists of illnesses are judged word by word: the same stretch comes again and again.
@lru_cache(maxsize=4096)
def person(text: str) -> tuple[float, str]:
    """How sure a person is named in `text` (log-odds to add) and who: person, family, self, record (a form or list)."""
    may = _WHO(text)
    if ("honorific" in may and _HONORIFIC.search(text)) or ("role" in may and _ROLE.search(text)):
        return 2.6, "person"
    if _named(text):
        return 2.6, "person"
    if _surname(text):
        return 1.9, "surname"
    if "self" in may and _SELF.search(text):
        return 2.2, "self"
    if "I" in may and _I.search(text):
        return 1.3, "self"
    if "family" in may and _FAMILY.search(text):
        return 2.2, "family"
    if "label" in may and _LABEL.search(text):
        return 1.8, "record"
    if "numbered" in may and _NUMBERED.search(text):
        return 1.8, "record"
    return 0.0, ""


def names_someone(text: str) -> bool:
    """Whether a title of respect or a role stands behind somebody's name."""
    return (any(mark in text for mark in _HONORIFICS) and _HONORIFIC.search(text) is not None) or (
        any(mark in text for mark in _ROLES) and _ROLE.search(text) is not None
    )


# What the expressions cannot do without: finding it takes a tenth of the time.
_HONORIFICS = "さん 様 氏 くん 君 ちゃん 殿 先生 容疑者 被告 受刑者 選手 医師".split()
_ROLES = "長 主任 主査 リーダー マネージャー".split()


def _named(text: str) -> bool:
    known = names()
    for found in _SPACED.finditer(text) if " " in text else ():
        if found[1] in known.surnames or (found[2] in known.given and len(found[1]) <= 3):
            return True
    return _met_before(_RUN.findall(text), _NO_NAMES, _full_name)


# A text says the same words again and again: those that were met and are none, so that most need not be looked at each.
_NO_NAMES, _NO_SURNAMES = set[str](), set[str]()
_MOST_WORDS = 16_384


def _met_before(words: list[str], none: set[str], is_one: Callable[[str], bool]) -> bool:
    """Whether one of the words is. none: words known not to be, to which the others are added."""
    if none.issuperset(words):
        return False
    if any(map(is_one, words)):
        return True
    if len(none) > _MOST_WORDS:
        none.clear()
    none.update(words)
    return False


def _full_name(run: str) -> bool:
    if not 2 < len(run) < 7:
        return False
    known = names()
    for cut in range(max(1, len(run) - 3), min(3, len(run) - 2) + 1):  # a first name has two letters or three
        given = run[cut:]
        if given in known.given and known.surnames.get(run[:cut], 0) > 3000 and _ONE_SCRIPT.fullmatch(given):
            return True
    return False


_ONE_SCRIPT = lazy("[一-龥々]+|[ぁ-ん]+")
_BARE = lazy(
    r"(?:^|[\s、。(「:・])(?:[^\s、。(「:・]{0,16}?[の員者長人])??([一-龥々]{2,3})(?=[はがのにをも、)」]|から|です|と申し|$)"
)
# As much and more, without what may stand in front: most texts have no such word that is a surname.
_COULD_BE = lazy(r"(?:^|(?<=[\s、。(「:・の員者長人]))(?=([一-龥々]{2,3})(?:[はがのにをも、)」]|から|です|と申し|$))")
# Words that are surnames too.
_WORDS = frozenset(
    "本人 会社 社員 今日 今年 昨年 本日 先日 当社 当日 弊社 先生 医師 千葉 宮崎 長野 福島 山口 石川 福井 岡山 富山 香川 大分 秋田 奈良 広島 長崎 徳島 青森 山形 群馬 大阪 東 西 南 北 前田町 平和 中村区 大和 水戸 和田町 松本市 神戸 横浜 川崎 金沢 成田 大島 国分 本間 高島 安全 無理 正 東京 京都 北海 沖縄 熊本 新潟 静岡 三重 滋賀 岐阜 愛知 茨城 栃木 埼玉 宮城 岩手 鳥取 島根 愛媛 高知 福岡 佐賀 鹿児島 和歌山 山梨 神奈川 兵庫 大工 医者 武士 犬 仏 城 学 病院 地方 今".split()
)


def _surname(text: str) -> bool:
    """A surname by itself where the subject of a sentence stands: 「園田は」, 「運転者の梅田」."""
    if not _met_before(_COULD_BE.findall(text), _NO_SURNAMES, _alone):
        return False
    return any(_alone(found[1]) for found in _BARE.finditer(text))


def _alone(word: str) -> bool:
    return names().surnames.get(word, 0) > 2000 and word not in _WORDS


@lru_cache(maxsize=4096)
def generic(text: str, who: str) -> tuple[float, tuple[str, ...]]:
    """What to take off for a sentence about rules, goods, courses, figures, forms; less when it names someone.

    who: the kind that `person` gave.
    """
    some = _KINDS(text)
    kinds = tuple(kind for kind, words in _GENERIC.items() if kind in some and words.search(text)) if some else ()
    if not kinds:
        return 0.0, ()
    hard = any(kind in TRAPS for kind in kinds)
    if who in ("person", "surname"):
        return (-1.2 if hard else -0.6) - 0.6 * (len(kinds) - 1), kinds
    if who in ("person_near", "role"):
        return (-2.2 if hard else -1.8) - 0.8 * (len(kinds) - 1), kinds
    if who in ("self", "family"):
        return (-1.8 if hard else -1.2) - 0.8 * (len(kinds) - 1), kinds
    return -2.6 - 1.0 * (len(kinds) - 1), kinds


def negated(left: str, right: str) -> str:
    """ "negated" or "blank_form" where the text says that there is none of it."""
    may = _NO(right)
    if ("negated" in may and NEGATED.match(right)) or ("never" in may and _NEVER.match(right)):
        return "negated"
    if UNTICKED.search(left[-_NEXT_TO:]) or _ASKED.match(right):
        return "blank_form"
    return ""


NOTHING = lazy(
    r"^[\s:：(（]*(?:特に|現在)?(?:なし|無し?|ない|無い|有りません|ありません|特になし|特記(?:事項)?なし|該当(?:事項)?(?:なし|無し|せず|しない)|非該当|未記入|未入力|記載なし|不明|空欄|健康|良好|異常(?:なし|は?認め(?:ず|られ(?:ない|ず)))|[-ー―_×/.…]+|none|null|n/?a|nil|0|いいえ|no|無回答|□.*)[\s。)）]*$",
    re.I,
)


def blank(value: str) -> bool:
    """Whether a form's value says nothing: なし, 特になし, －, empty brackets."""
    return NOTHING.match(value) is not None or _BLANK.match(value) is not None
