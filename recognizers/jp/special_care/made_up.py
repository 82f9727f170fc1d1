"""Texts whose people were made up: scenarios of a course, drills, forms filled in as a sample, test data, fiction.

Everybody in them has a name and an illness; what tells is a word of the paragraph that they stand in.
"""

from __future__ import annotations

import re

from recognizers.sieve import Sieve

_BEFORE, _AFTER = 220, 120  # characters of the paragraph
_GAP = re.compile(r"\n[ 　]*\n")
MADE_UP = re.compile(
    r"シナリオ(?:研修|演習|訓練|の?(?:設定|想定|登場人物|例|[0-9A-Z①-⑨]))|(?:研修|演習|訓練|試験|授業|講座|教材|ロールプレイ?|寸劇|面接練習)(?:用|教材)?(?:の|で使う|に使う|で用いる)?[ 　]?(?:シナリオ|想定|設定|設例|事例|ケース|配役|台本|患者役|題材)"
    r"|(?:避難|防災|消防|救急|通報|図上|搬送|初動)訓練[^。\n]{0,16}(?:想定|シナリオ|設定|役)|ロールプレイ|想定問答|(?:^|[\n。【「(（])想定[:：」】]|という(?:設定|想定|シナリオ)|の設定(?:です|で(?:話|演|進|、)|。|$)|事例問題|練習問題|確認問題|例題|(?:次|以下)の(?:事例|設例|ケース)(?:を読|について|では|で)|【(?:設例|事例|問題|問|例題|ケース)[0-9０-９①-⑨ ]{0,3}】|ケーススタディ|グループ討議|(?:どう|どのように)(?:対応|声を?かけ|指導|判断)(?:します|すべき|したらよい)(?:か|でしょうか)"
    r"|(?:記入|記載|入力|書き方の?|作成|申請書の?|文)(?:例|見本)(?!は|を|に|が|参照|の?とおり|どお)|見本(?:データ|です|[:：」』)）】])|[【「『(（]見本[】」』)）]|ダミー(?!会社|カンパニー)(?:患者|社員|会員|顧客|の|データ|レコード|です|[:：）)])|テスト(?:用の?)?(?:データ|レコード|患者|登録)|テスト(?:[ 　]?太郎|[ 　]?花子|患者|社員)|(?:UAT|受入テスト|結合テスト)用|(?i:test (?:taro|hanako|patient|user))|サンプル(?:データ|レコード|患者|です|の?(?:カルテ|氏名))|(?:動作|表示|取込|移行)(?:確認|テスト)用の?(?:データ|レコード|架空)|クイズ|なぞなぞ"
    r"|フィクション|架空(?:の(?:人物|患者|社員|従業員|利用者|生徒|登場|事例|設定|データ|氏名|家族|相談|カルテ|話|ケース|履歴書)|です|であ|人物|[)）])|(?:小説|漫画|マンガ|アニメ|ドラマ|映画|脚本|舞台|朝ドラ|ゲーム|大河|演劇|劇中)(?:の|で|に(?:出|登場))[^。\n]{0,12}(?:主人公|登場人物|設定|あらすじ|役|シーン|場面|ネタバレ|キャラ|刑事|犯人|回|結末|台詞|セリフ)|(?:昨日|先週|今週|今日|昨夜|深夜|朝|あの|この|その|今期|月9)の?(?:ドラマ|映画|アニメ|漫画|小説|ミステリー?)|の役(?:を(?:や|演|務|もら)|作り)|次の舞台|来月の舞台|見本花子|主人公(?:の|は|が)|(?:登場する|登場)人物[^。\n]{0,10}実在|実在(?:の|する|しない)"
)
# Spoken of, but not what stands here: 記入例ではなく実データ, 架空請求.
_NOT = re.compile(
    r"(?:フィクション|架空|ダミー|テストデータ|サンプル)(?:データ)?(?:では(?:な|あり)|じゃな)|本番データ|実データが"
)
_SIEVE = Sieve({"made_up": MADE_UP})


def made_up(text: str, start: int, end: int) -> bool:
    """Whether the paragraph around a place says that its people were made up."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    gaps = list(_GAP.finditer(before))
    stop = _GAP.search(after)
    around = (
        before[gaps[-1].end() :] if gaps else before,
        text[start:end],
        after[: stop.start()] if stop else after,
    )
    paragraph = "".join(around)
    return bool(_SIEVE(paragraph)) and MADE_UP.search(paragraph) is not None and _NOT.search(paragraph) is None
