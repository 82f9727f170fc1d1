"""Why a word of special care is kept low: closed words that stand as evidence, with what they mean for a reader."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "negated": ("ないと述べている（既往歴なし、該当なし、いいえ、×）", "the text says that there is none"),
    "blank_form": ("未記入の欄・チェックのない選択肢", "a blank field or a box that is not ticked"),
    "told_beside": ("近くで述べた事実に伴うこと（手当、面談、休職など）", "goes with what is stated beside it: benefits, interviews, leave"),
    "label": ("項目名だけで値がない", "the name of a field, without a value"),
    "form": ("画面・帳票・データベースの設計", "the design of a form, screen or database"),
    "form_label": ("記入を求める文", "asks to fill something in"),
    "topic": ("話題・解説であって特定の人の話ではない", "a subject that is talked about, nobody in particular"),
    "condition": ("仮定・条件・対象者の説明（〜の場合、〜の方）", "a condition or whom something is for"),
    "product": ("商品・保険・薬などの説明", "a product, an insurance, a medicine"),
    "logistics": ("予約・申込み・施設などの案内", "bookings, applications, rooms and offices"),
    "organisation": ("団体・施設の名称", "the name of an organisation"),
    "statute": ("法令・規程の文", "a law or regulation"),
    "policy": ("社内の方針・手順・制度", "a policy, a procedure, a scheme"),
    "made_up": ("作りもの（研修の設定、訓練の想定、記入例、テストデータ、フィクション）", "made up: a scenario, a drill, a sample, test data, fiction"),
    "training": ("研修・啓発", "training and awareness"),
    "statistics": ("統計・件数", "figures, nobody in particular"),
    "job": ("求人・職種", "a vacancy or a profession"),
    "other_person": ("他人の事件など", "somebody else's case"),
    "biography": ("伝記・歴史上の人物", "a life that is told, a figure of history"),
    "animal": ("動物", "an animal"),
    "metaphor": ("比喩", "a figure of speech"),
    "it_trap": ("機器・システムの障害など", "a fault of a machine or system"),
    "machine": ("機械・道具の修理など", "a machine or tool that is being mended"),
    "inference": ("推知させるにすぎない（書籍の購入、料理、観光など。通則編2-3）", "only lets one guess (guideline 2-3)"),
    "literature": ("文学・作品", "literature or another work"),
    "nobody": ("個人が出てこない文書（案内・解説・約款など）", "a guide, brochure or the like in which nobody appears"),
    "title": ("書名・番組名・記事の題", "the title of a book, a programme or an article"),
    "checkup": ("健診・検査を受けたことだけで結果がない（通則編2-3）", "a check-up without its result (guideline 2-3)"),
    "self_measured": ("自分で測った値（通則編2-3）", "measured by the person alone (guideline 2-3)"),
    "code": ("プログラム・設定ファイル", "source code or a settings file"),
    "news": ("報道", "a news report"),
    "manual": ("手引・解説書・百科事典", "a manual or an encyclopaedia"),
    "reference": ("基準値・目安", "a reference value"),
}  # fmt: skip


def reason(evidence: tuple[str, ...]) -> str:
    """The first reason among the evidence, or ""."""
    for word in evidence:
        name = word.removeprefix("generic:")
        if name in REASONS:
            return name
    return ""
