"""A column of diagnoses by code: F320, E119 and I10 under DIAG_CD, or without a telling header beside persons.

The codes are those of ICD-10 (WHO; in Japan 疾病、傷害及び死因の統計分類), a letter and two digits, with one or two more for
detail. Rooms, shelves and products are numbered so too, so a column needs several codes of illnesses that are common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recognizers.columns.cells import cells_of
from recognizers.columns.header import SURE, header_of
from recognizers.columns.records import hit_of
from recognizers.types import ColumnHit, ColumnView

_CODE = re.compile(r"([A-TV-Z]\d{2})(?:\.?[0-9X]{1,2})?")
_HEADER = re.compile(r"diag|dx|icd|病名|傷病|疾病|診断", re.I)
_PERSONS = frozenset(
    "PERSON JP_MY_NUMBER JP_LATE_ELDERLY_INSURANCE JP_HEALTH_INSURANCE JP_KAIGO_INSURANCE DATE_OF_BIRTH".split()
)
# Of the illnesses that Japanese hospitals and insurers meet most (患者調査, 傷病分類).
_COMMON = frozenset(
    "A04 A08 A09 A15 A16 A41 A49 B02 B15 B16 B18 B20 B24 B34 B35 B37 C15 C16 C18 C19 C20 C22 C23 C24 C25 C32 C34 C43 C44 C50 C53 C54 C56 C61 "
    "C64 C67 C71 C73 C77 C78 C79 C81 C82 C83 C85 C90 C91 C92 D12 D25 D27 D50 D64 D69 E03 E04 E05 E06 E10 E11 E14 E66 E78 E79 E83 E86 E87 "
    "F00 F01 F03 F05 F10 F20 F25 F31 F32 F33 F34 F40 F41 F42 F43 F44 F45 F48 F50 F51 F60 F70 F71 F72 F79 F80 F84 F90 G12 G20 G25 G30 G35 "
    "G40 G43 G45 G47 G51 G56 G70 G80 G81 G82 H04 H10 H25 H26 H33 H34 H35 H36 H40 H52 H60 H61 H65 H66 H81 H90 H91 I05 I10 I11 I20 I21 I25 "
    "I26 I33 I34 I35 I42 I44 I47 I48 I49 I50 I60 I61 I62 I63 I65 I67 I69 I70 I71 I73 I74 I80 I83 I84 I95 J00 J01 J02 J03 J04 J06 J10 J11 "
    "J12 J13 J15 J18 J20 J21 J30 J31 J32 J34 J35 J40 J42 J43 J44 J45 J46 J47 J69 J80 J84 J90 J93 J96 K02 K04 K05 K08 K12 K21 K22 K25 K26 "
    "K27 K29 K30 K31 K35 K40 K50 K51 K52 K55 K56 K57 K58 K59 K60 K62 K63 K64 K65 K70 K72 K73 K74 K75 K76 K80 K81 K82 K83 K85 K86 K92 L01 "
    "L02 L03 L08 L20 L21 L23 L25 L27 L28 L29 L30 L40 L50 L60 L63 L70 L72 L80 L81 L82 L84 L89 L97 L98 M05 M06 M10 M13 M15 M16 M17 M19 M20 "
    "M23 M25 M31 M32 M33 M34 M35 M40 M41 M43 M45 M46 M47 M48 M50 M51 M53 M54 M62 M65 M70 M72 M75 M77 M79 M80 M81 M84 M86 M87 N02 N03 N04 "
    "N05 N10 N12 N13 N17 N18 N19 N20 N23 N30 N31 N32 N39 N40 N41 N45 N46 N60 N61 N63 N70 N73 N76 N80 N81 N83 N84 N85 N91 N92 N93 N94 N95 "
    "N97 O03 O20 O21 O24 O42 O47 O60 O80 O82 Q21 Q90 R04 R05 R10 R11 R13 R21 R25 R31 R33 R42 R50 R51 R52 R53 R55 R56 R73 R74 S00 S01 S02 "
    "S06 S12 S13 S20 S22 S32 S33 S42 S43 S46 S52 S60 S61 S62 S63 S66 S70 S72 S80 S81 S82 S83 S86 S90 S91 S92 S93 T14 T78 Z21 Z95 Z96".split()
)
_KNOWN = 0.8  # of the distinct codes are common ones; of codes made at random one in six would be
_FEW, _NAMED_FEW = 4, 2  # distinct codes, without and under a header that names diagnoses


def take_diagnoses(columns: Sequence[ColumnView], judged: list[list[ColumnHit]]) -> None:
    """Adds to `judged` the columns whose values are codes of illnesses."""
    persons = any(hit.entity in _PERSONS and hit.score >= SURE for hits in judged for hit in hits)
    for place, column in enumerate(columns):
        header = header_of(column)
        named = bool(_HEADER.search(column.hints.header or column.field) or _HEADER.search(header))
        if any(hit.score >= SURE for hit in judged[place]) or not (named or (persons and not header)):
            continue
        cells = cells_of(column)
        codes = [_CODE.fullmatch(value.strip().upper()) for value in cells.folded]
        kinds = {code[1] for code in codes if code}
        if len(kinds) < (_NAMED_FEW if named else _FEW) or sum(map(bool, codes)) < 0.9 * len(codes):
            continue
        if len(kinds & _COMMON) >= _KNOWN * len(kinds):
            evidence = ("codes", f"header:{header[:40]}") if named else ("codes", "record_of_person")
            judged[place].insert(0, hit_of("SPC_MEDICAL_HISTORY", 0.85 if named else 0.7, "icd10", evidence, cells))
