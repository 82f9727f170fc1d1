"""信用情報: what a credit bureau or a lender knows of a person's payments and debts (CIC, JICC, KSC).

The words alone are business vocabulary (延滞, 審査); with a count, an amount, a date or a named person they are a record.
CIC's 入金状況 is a row of marks, one a month: $ paid, P part, R by another, A not paid, B C not paid, - nothing due.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recognizers.context import Labels
from recognizers.dictionary import lines
from recognizers.jp.statement import STATUTE, around, blank, generic, negated, person
from recognizers.lazily import lazy
from recognizers.pattern import REACH, Match, Pattern, Refined, chance

# Log-odds of the kinds of words in data/credit_words.tsv.
_ODDS = {"record": -0.4, "state": -0.9, "step": -1.2, "faint": -1.7, "entry": -0.9, "label": -1.7}


def _words() -> dict[str, str]:
    rows = (line.split("\t") for line in lines("credit_words.tsv"))
    return {word: kind for kind, words in rows for word in words.split()}


_KINDS = _words()

_AMOUNT = lazy(r"\d[\d,.]*\s*(?:万|千|億)?円|[\d,]+(?:万|千)(?!人|件)|残(?:高|債)?\s*[:：]?\s*\d")
_COUNT = lazy(r"\d+ ?(?:回|件|社|ヶ月|か月|カ月|ヵ月|日(?:以上|間)?|度|点|期)")
_WHEN = lazy(
    r"\d{4}[年/.\-]\d{1,2}|(?:令和|平成|昭和|[RHS])\s?\d{1,2}[年.]|昨年|今年|先月|今月|過去\d|直近|\d+年前|\d+月(?:分|度)?"
)
_HAPPENED = lazy(
    r"^.{0,16}?(?:あり(?=$|[\s、。)」])|有り|有(?=$|[\s、。)])|中(?=$|[\s、。)のだでと」])|済み?(?=$|[\s、。)])|した|していた|している|しており|を受け|が発生|となっ|となり|が確認|が判明|を実施|を確認|登録|歴|により|のため|開始|決定|履歴|超過|否決|不可|減額|保留|謝絶|見送|継続|記録|抱え|れてい[るた]|たこと(?:が|も)あ)"
)
_BUREAU = lazy(r"CIC|CRIN|FINE|JICC|KSC|全銀協|個信|信用情報(?!機関)|クレジット・?ガイダンス|ファイル[DM]")
_OUTCOME = lazy(
    r"異動|否決|謝絶|不可(?!欠|能性|避)|見送|不承認|承認|可決|条件付|保留|落ち|減額|NG|低い|\d+点|[A-E]ランク|D判定"
)
_TAIL = lazy(
    r"^(?:の)?(?:[ :：は]{0,2}(?:約|計|合計|総額|残高|残り|元金|毎月)?[ ]?[\d,.]+ ?(?:万円|千円|円|万|回|件|社|ヶ月|か月|カ月|日|点|年)(?:以上|超|程度|弱|分)?[、,・(\s]{0,2}){1,4}|^(?:あり|有り|中|済|歴|決定|開始|登録|情報|となっ|状態|[:：][^\s、。]{1,12})"
)
_HEAD = lazy(
    r"(?:(?:過去|直近)\d+(?:年|ヶ月|か月|カ月)(?:間)?(?:で|に|の)|\d+(?:ヶ月|か月|カ月|回|日|年)(?:間|以上|連続)?(?:の)?|(?:他社|消費者金融|カード|ローン|リボ|家賃|割賦|車|住宅ローン|携帯(?:料金|端末))(?:の|で)?)$"
)
_NONE = lazy(
    r"^[^。\n]{0,6}[ :：]{0,2}(?:異動|延滞|事故|遅延|債務整理|滞納|情報|記録)?(?:等)?(?:歴|情報)?(?:は|も)?(?:なし|無し|0件|ありません|ない$)"
)
_TOPIC = lazy(
    r"^[^。\n]{0,6}以上の(?:顧客|お客様|会員|方|者)|^(?:者|先|顧客|債権)?の?(?:アラート|検知|データ|リスト|一覧|集計|分析|レポート|引当|料金|料(?=は|が|を)|[のに](?:広告|費用|相場|記号|閾値|見方|算出方法|基準|違い|残高証明|ため|方法|流れ|仕組み|デメリット|メリット|手続き?(?:の流れ|とは)|相談|ご相談|連絡|防止|件数|基準|定義|登録基準|際|場合|リスク|情報とは|おそれ)|とは|は最短|は.{0,8}(?:ご?連絡|通知|お知らせ|メール)|をお知らせ|のご案内|のお知らせ|された場合|した場合|する場合|となった場合|が必要な|時の|時は|率|管理(?:システム|画面|機能|表|規程)|業務|部門|課(?!長)|処理|バッチ|機能|テーブル|フラグ|コード|一覧画面|マニュアル|対応マニュアル|債権の|防止|金額の計算|利率|に関する(?:規程|約款|規約|FAQ|よくある))|^(?:の)?(?:ご)?相談(?:窓口|会)"
)
_CONDITION = lazy(
    r"(?:場合|とき|際)(?:は|に|、)|ください|いたします|(?<![ただ])ことがあります|できます(?!か)|お問い合わせ|シミュレーション|試算|なお、|お申[しい]?込み|当社は|弊社は|当行|お客様|皆様|ものとします|(?<![ただ])ことがございます|[たな]い?方(?:は|へ|も|が)|貸金業法|割賦販売法|まで(?:です|となり|と(?:する|なる))"
)

# A company's debts and receivables, and what bureaus are and keep.
_COMPANYS = lazy(
    r"(?:当社|弊社|同社)の|億円|返却が|図書|レンタル|売掛|買掛|得意先|仕入先|取引先|株主|貸借対照表|連結|当社グループ|[A-Z]社(?![A-Za-z])|信用格付|格付(?:け|会社|機関)|指定信用情報機関|法人(?:契約|名義)|[(（](?:株|有|合)[)）]|(?:株式|有限|合同)会社|(?:登録|保有|記録)され(?:ます|る(?:期間|項目|内容))"
)

_LENT = lazy(
    r"(?:図書|書籍|本|DVD|CD|備品|鍵|レンタル品?|貸出物?)(?:の(?:返却|貸出))[^。\n]{0,10}$"
)  # what is late is no money

# Who borrows and who answers for it, without a name.
_PARTY = lazy(
    r"(?:申込(?:者|人)|契約者|保証人|債務者|借主|賃借人|名義人|開示者|相談者|同人)(?:本人)?(?:は|が|に|より|から)"
)
# A call written down: who calls speaks of himself.
_TALK = lazy(r"\n\s?(?:客|お客様|顧客|先方|相談者|申込者|契約者)\s?[:：]")


def _refine(match: Match, labels: Labels) -> Iterator[Refined]:
    near = around(match, match.start, match.end)
    word = match.value
    sort = _KINDS.get(word, "state")
    odds = _ODDS[sort]
    evidence: list[str] = ["term"]
    start, end = match.start, match.end
    clause = re.split("[。\n]", near.right)[0]
    reach = re.split("[。\n;]", near.right)[0][:30]
    why = negated(near.left, near.right) or ("negated" if _NONE.match(near.right) else "")
    if why or (blank(near.right[:14].split("\n")[0]) and re.match(r"\s*[:：]", near.right)):
        yield start, end, 0.1, (*evidence, why or "blank_form")
        return
    if sort == "entry" and not _BUREAU.search(near.sentence):
        return  # 人事異動, ブラックコーヒー
    who, kind = person(near.left + near.right)
    if not who:
        beyond, kind = person(near.before + "\n" + near.after)
        who = beyond * 0.4
        kind = kind and "person_near"
    if who < 1.5 and (_PARTY.search(near.sentence) or _TALK.search(near.before + near.after)):
        who, kind = 1.5, "record"
    if kind:
        evidence.append(kind)
    facts = 0.0
    for name, found, weight in (
        ("amount", _AMOUNT.search(reach) or _AMOUNT.search(near.left[-16:]), 1.5),
        ("count", _COUNT.search(reach) or _COUNT.search(near.left[-12:]), 1.2),
        ("date", _WHEN.search(near.left[-20:] + reach), 0.7),
    ):
        if found:
            facts += weight
            evidence.append(name)
    if _HAPPENED.match(clause):
        facts += 1.2
        evidence.append("event")
    if outcome := _OUTCOME.search(reach):
        facts += 1.8 if sort == "label" else 0.0
        evidence += ["outcome"] if sort == "label" else []
    if _BUREAU.search(near.left):
        facts += 0.8
        evidence.append("bureau")
    if sort == "label" and not outcome:
        odds -= 1.5
    header = match.hints.header
    if header and re.search("延滞|返済|支払|信用|審査|借入|債務|与信|入金|異動|事故|契約状態|CIC|JICC|残債", header):
        facts += 3.0
        evidence.append(f"header:{header[:40]}")
    odds += who + min(facts, 3.4)
    weight, kinds = generic(near.sentence.replace("%", ""), kind)
    if _TOPIC.match(near.right):
        weight -= 0.9 if kind in ("person", "surname", "record") else 2.5
        kinds = (*kinds, "topic")
    if _CONDITION.search(near.sentence) and kind not in ("person", "surname"):
        weight -= 2.0
        kinds = (*kinds, "generic")
    if _LENT.search(near.left):
        weight -= 3.0
        kinds = (*kinds, "topic")
    if _COMPANYS.search(near.sentence) and kind not in ("person", "surname"):
        weight -= 2.5
        kinds = (*kinds, "organisation")
    if STATUTE.search(near.before + near.after):
        weight -= 1.0 if kind in ("person", "surname") else 3.0
        kinds = ("statute", *kinds)
    if kinds:
        evidence.append(f"generic:{kinds[0]}")
    if head := _HEAD.search(near.left):
        start -= len(near.left) - head.start()
    if tail := _TAIL.match(near.right):
        end += tail.end() - (len(tail[0]) - len(tail[0].rstrip(" 、,・(")))
    yield start, end, chance(max(-5.0, min(4.5, odds + weight))), tuple(evidence)


CREDIT_INFO = Pattern(
    id="jp_credit_info",
    entity="JP_CREDIT_INFO",
    terms=tuple(_KINDS),
    refine=_refine,
    taken_in=(REACH, REACH),
    context=("信用情報", "返済状況", "異動発生日"),
    column="",
    examples=(
        "鈴木様は2019年に自己破産、免責決定済み", "他社借入：3件 合計180万円", "田中 一郎　リース料3ヶ月延滞中", "CIC照会の結果、佐々木様は否決", "申込者はカードローン残高80万円あり",
        "2022年4月 代位弁済（保証会社）　契約者 高橋 健", "債務整理中のため佐藤さんの保証は不可", "妻名義で消費者金融2社から計60万円の借入",
    ),
    non_examples=(
        "延滞情報とは、支払いが遅れた記録のことです。", "審査結果はメールでお知らせします", "他社借入なし", "延滞した場合は遅延損害金をいただきます", "自己破産の手続きの流れを解説します", "債務整理のご相談は弁護士へ",
        "延滞管理システムの保守", "CICとJICCは信用情報機関です", "延滞：なし", "図書の返却が2週間延滞しています（利用者 佐久間 梨花）",
    ),
)  # fmt: skip

_OWED = r"(?:お?支払い?|返済|返還|入金|お?引き?落と?し|お?振込み?|賃料|家賃|地代|リース料|利用料金?|割賦金?|月賦|ローン|分割(?:払い?|弁済|金)?|弁済|借金|口座振替)"

LATE = Pattern(
    id="jp_credit_info.late",
    entity="JP_CREDIT_INFO",
    regex=(
        rf"{_OWED}(?:が|の|は|を|も)?[^。、\n]{{0,8}}?(?:\d{{1,3}}(?:回|か月|ヶ月|カ月|日)(?:分|間|連続|以上)?(?:が|で|も|ほど)?)?"
        r"(?:遅れ|遅延|滞って|滞り|溜ま|不能|延滞|滞納|未納|未払い?|不履行|飛ばし|でき(?:て(?:い|おり)?)?(?:な|ませ|ておら)|払えな|払えま|返せな|返せま|NG|組め(?:な|ま|ず)|通らな|通りませ|確認でき(?:な|ませ|ておりませ|ていませ)|[^。、\n]{0,6}待って(?:ほし|もらい|いただ|くれ|下さ|くださ))"
        r"(?:い|て|が|て?いる|ており)?(?:\d{1,3}回)?"
    ),
    refine=_refine,
    taken_in=(REACH, REACH),
    column="",
    examples=(
        "中森様は支払いが2か月遅れている", "引き落としが3回連続で不能（契約者 赤松 進）", "家賃の支払いが4か月滞っている入居者 桑野", "先月分の引き落としができなかった遠山様", "分割を3回飛ばしてしまいました。宮下です。",
    ),
    non_examples=("支払いが遅れた場合は年14.6%の遅延損害金をいただきます", "入金の遅延について対応マニュアルを改訂", "返済が滞ったときは期限の利益を失う", "お支払いができない場合はご連絡ください"),
)  # fmt: skip

OUTCOME = Pattern(
    id="jp_credit_info.outcome",
    entity="JP_CREDIT_INFO",
    regex=(
        r"(?:(?:審査|与信)(?:の?(?:結果|判定))?|途上与信|クレジット|信販|保証会社|ローン|リース)(?:は|に|で|を|が)?[ :：,|=]{0,3}[^。、\n]{0,8}?(?:承認|可決|否決|否認|謝絶|見送り|減額|NG|落ち|不可|通らな|通りませ)"
        r"|(?:極度額?|限度額|利用枠|与信枠|(?:ショッピング|キャッシング)枠)(?:を|は|が|の)?[^。、\n]{0,14}?(?:減額|停止|引き?下げ|据え?置|凍結|減枠|取消)"
        r"|(?:クレジット・?ガイダンス|(?:属性|信用|与信|審査|CIC|JICC)の?(?:スコア|指数|評点))[ :：の]{0,3}(?:指数|スコア)?[ :：は]{0,3}\d{2,4}"
        r"|他社(?:の)?(?:無担保|借入|残高|返済|利用|債務|ローン|リース)?[^。、\n\d]{0,6}\d{1,3}[\d,.]{0,9} ?(?:件|社|万|千|円)"
        r"|カード[^。、\n]{0,6}(?:止められ|利用停止|使えなくな|取り上げ)"
    ),
    refine=_refine,
    taken_in=(REACH, REACH),
    column="",
    examples=("審査の結果は見送り　江尻様", "仮審査 可決（限度 180万円） 桐山 優様", "浅田 望　極度額を100万から30万に減額", "クレジット・ガイダンス 指数 518　沢渡 美穂"),
    non_examples=("審査に落ちた方へ。自社ローンなら即日納車。", "利用枠の引き下げについてのお知らせ", "審査否決率は前年同期比2.1ポイント改善", "与信スコアの閾値は480点"),
)  # fmt: skip

BALANCE = Pattern(
    id="jp_credit_info.balance",
    entity="JP_CREDIT_INFO",
    regex=(
        r"(?:借金(?:が|は|を|も|の)?[^。、\n\d]{0,6}約?\d[\d,.]{0,11} ?(?:[億万千]円?|円)|(?:ローン|借金|借入金?|リボ(?:払い)?|分割(?:払い)?|割賦|残クレ|サラ金|消費者金融|奨学金|負債|債務|カード払い)(?:の|が|は|に)?[^。、\n\d]{0,6}?"
        r"(?:残り|残高|残債|残金|残額|総額|計|残)(?:が|は|で)?[ :：]{0,2}約?\d[\d,.]{0,11} ?(?:[億万千]円?|円))"
    ),
    refine=_refine,
    taken_in=(REACH, REACH),
    column="",
    examples=("安西様は自動車ローンの残りが120万円ある", "岸本様のリボ払いの残高が90万円"),
    non_examples=("カードローンの残高は最大800万円", "当行の住宅ローンの残高は3,200億円"),
)  # fmt: skip


def _refine_marks(match: Match, labels: Labels) -> Iterator[Refined]:
    run = re.sub(r"[\s|,]", "", match.value)
    near = match.before(60) + match.after(60)
    named = re.search("入金|CIC|支払|クレジット|返済|信用", near + match.hints.header)
    if set(run) <= set("-") or (set(run) <= set("ABCPR") and not named):
        return
    if len(set(run)) == 1 and run[0] != "$":
        return
    score = 0.95 if named else 0.6 if run.count("$") >= 4 and len(run) >= 8 and set(run) & set("AP-R") else 0.2
    yield match.start, match.end, score, ("marks", *(("context:入金状況",) if named else ()))


PAYMENTS = Pattern(
    id="jp_credit_info.payments",
    entity="JP_CREDIT_INFO",
    regex=r"(?<![$PRABC\-A-Za-z0-9])[$PRABC\-](?:[ |,]?[$PRABC\-]){5,23}(?![$PRABC\-A-Za-z0-9])",
    refine=_refine_marks,
    taken_in=(REACH, REACH),
    column=r"[$PRABC]{6,24}",
    examples=("入金状況 $$$$A$$-$$$$", "入金状況：$ $ $ P $ $ A A $ $ $ $", "CIC　＄＄＄＄ＡＡ＄＄"),
    non_examples=("------------", "$ABC-PARA", "ABC-ABC-ABC"),
)
PATTERNS = (CREDIT_INFO, LATE, OUTCOME, BALANCE, PAYMENTS)
