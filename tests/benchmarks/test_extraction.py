"""The comparison of texts with those of another program: what counts as a word, what as found."""

from __future__ import annotations

from pathlib import Path

from benchmarks.extraction import by_kind, compare, our_text, table, words
from tests import builders


def test_words_are_runs_of_one_script() -> None:
    assert words("氏名：ﾔﾏﾀﾞ太郎 Tel.03-1234 a １") == {"氏名", "ヤマダ", "太郎", "Tel", "03", "1234"}


def test_a_word_broken_over_lines_is_found_and_a_lost_one_is_named() -> None:
    found = compare("a.pdf", "個人情\n報の取 扱い Yamada", "個人情報 取扱 Yamada 佐藤花子")
    assert (found.words, found.missing, found.share) == (4, ["佐藤花子"], 0.75)


def test_all_that_is_read_counts_and_only_documents_are_taken(tmp_path: Path) -> None:
    rows = [["氏名", "電話"], ["鈴木", "03-1"], ["高橋", "03-2"]]
    (tmp_path / "a.docx").write_bytes(builders.docx(["本文 山田"], tables=[rows], header="頭書き"))
    (tmp_path / "a.txt").write_text("文章", encoding="utf-8")
    assert {kind: [path.name for path in paths] for kind, paths in by_kind(tmp_path).items()} == {"docx": ["a.docx"]}
    text = our_text(tmp_path / "a.docx")
    assert words(text) >= {"本文", "山田", "頭書", "氏名", "高橋"}
    line = table({"docx": [compare("a.docx", text, "山田 高橋 不在")]}).splitlines()[-1]
    assert line.startswith("| docx | 1 | 3 | 66.67% |") and line.endswith("| 66.7% a.docx |")
