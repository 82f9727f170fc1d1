"""家族: make-up of the family, relations, dependants; the value after its label."""

from __future__ import annotations

from recognizers.common.labelled import EMPTY, GAP, WORDS, labelled
from recognizers.pattern import REACH, Pattern

_LABELS = r"(?:家族構成|家族人数|世帯人数|続柄|扶養人数|扶養家族|扶養親族数|同居家族|同居人数|配偶者の?有無|婚姻(?:状況|区分|歴)|未既婚|子供の?人数|子どもの人数|marital_status|family_members|zokugara)"

FAMILY = Pattern(
    id="family",
    entity="FAMILY",
    regex=rf"{_LABELS}{GAP}{EMPTY}(?P<v>{WORDS})",
    prior=0.7,
    refine=labelled(0.65, "家族"),
    taken_in=(0, REACH),
    needs_label=True,
    context=(
        "家族構成", "家族人数", "世帯人数", "続柄", "扶養人数", "扶養家族", "扶養親族", "扶養親族数", "同居家族", "同居人数", "配偶者", "配偶者の有無", "配偶者有無", "婚姻状況", "婚姻区分", "未既婚", "子供の人数", "子どもの人数",
        "marital_status", "family_members", "family", "zokugara", "dependents", "num_dependents",
    ),
    column=r".{1,20}",
    examples=("続柄：長男", "家族構成　妻・子2人", "扶養人数\t2人"),
    non_examples=("長男", "続柄を記入", "家族構成：", "続柄欄"),
)  # fmt: skip
