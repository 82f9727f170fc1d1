"""PDF files object by object: with a value in every place where the format can hold one. A value is its place in brackets."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UTF16-{} /DescendantFonts [<< /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 4 >> "
    "/FontDescriptor << /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
    "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>] >>"
)


def pdf_of(objects: Mapping[int, str | bytes], *, root: int = 1, info: int = 0, xref: bool = True) -> bytes:
    """Objects by number → a file. xref: False writes a directory that points nowhere."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out) if xref else 7
        raw = content.encode("latin-1") if isinstance(content, str) else content
        out += b"%d 0 obj\n%s\nendobj\n" % (number, raw)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    last = f"/Info {info} 0 R" if info else ""
    trailer = f"trailer << /Size {max(objects) + 1} /Root {root} 0 R {last} >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(out) + trailer.encode()


def words(text: str) -> str:
    """A text string."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def stream(data: bytes, more: str = "", *, packed: bool = False) -> bytes:
    if packed:
        data, more = zlib.compress(data), more + " /Filter /FlateDecode"
    return f"<< /Length {len(data)} {more} >>\nstream\n".encode() + data + b"\nendstream"


def _shown(*lines: tuple[str, str]) -> bytes:
    """A page with lines of text, each with the operators before it."""
    parts = ["BT /F1 12 Tf 72 750 Td"]
    for operators, text in lines:
        parts.append(f"{operators} 0 -20 Td <{text.encode('utf-16-be').hex()}> Tj")
    return stream(" ".join([*parts, "ET"]).encode())


def pdf_of_places(*, xref: bool = True, packed_xmp: bool = False) -> bytes:
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>【XMPの作成者】</rdf:li></rdf:Seq></dc:creator>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
    datasets = "<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><form><name>【XFAの値】</name></form></xfa:datasets>"
    template = "<template><field><caption><value><text>【XFAの見出し】</text></value></caption></field></template>"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R /F2 6 0 R >> "
    page += "/Properties << /L1 30 0 R >> >> "
    objects: dict[int, str | bytes] = {
        1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [10 0 R 11 0 R] /XFA [(template) 21 0 R (datasets) 20 0 R] >> "
        "/Names << /EmbeddedFiles << /Names [(a) 15 0 R] >> >> /Outlines 17 0 R /Metadata 19 0 R "
        "/PageLabels << /Nums [0 << /P " + words("【頁の名】") + " >>] >> /OCProperties << /OCGs [30 0 R] /D << /OFF [30 0 R] >> >> "
        "/StructTreeRoot 31 0 R /MarkInfo << /Marked true >> >>",
        2: "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        3: page + "/Contents 7 0 R /StructParents 0 /Annots [10 0 R 12 0 R 13 0 R 14 0 R 9 0 R] >>",
        4: page + "/Contents 8 0 R >>",
        5: FONT.format("H"),
        6: FONT.format("V"),
        7: _shown(("", "【本文】"), ("3 Tr", "【透明な文字】"), ("0 Tr /OC /L1 BDC", "【隠れた層】"), ("EMC 1 1 1 rg", "【白い文字】")),
        8: _shown(("/F2 12 Tf 400 0 Td", "【縦書き】")),
        9: "<< /Type /Annot /Subtype /Widget /Rect [0 40 10 50] /Parent 11 0 R >>",
        10: "<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 10 10] /T (name) "
        "/TU " + words("氏名") + " /V " + words("【入力欄】") + " >>",
        11: "<< /FT /Tx /T (parent) /V " + words("【親の値】") + " /Kids [9 0 R] >>",
        12: "<< /Type /Annot /Subtype /Text /Rect [0 0 10 10] /T " + words("【注釈者】") + " /Contents " + words("【注釈】") + " >>",
        13: "<< /Type /Annot /Subtype /Link /Rect [0 0 10 10] /A << /S /URI /URI (mailto:a@example.jp) >> >>",
        14: "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (pinned.txt) /EF << /F 22 0 R >> >> >>",
        15: "<< /Type /Filespec /F (list.csv) /UF " + words("名簿.csv") + " /EF << /F 16 0 R >> >>",
        16: stream("氏名,電話\n【添付】,1\n佐藤,2\n".encode("cp932"), "/Type /EmbeddedFile"),
        17: "<< /First 18 0 R /Last 18 0 R /Count 1 >>",
        18: "<< /Title " + words("【しおり】") + " /Parent 17 0 R /Dest [3 0 R /Fit] >>",
        19: stream(xmp, "/Type /Metadata /Subtype /XML", packed=packed_xmp),
        20: stream(datasets.encode(), packed=True),
        21: stream(template.encode(), packed=True),
        22: stream("【留めた文書】".encode(), "/Type /EmbeddedFile"),
        23: "<< /Title " + words("【題名】") + " /Author " + words("【作成者】") + " /Company " + words("【会社】") + " >>",
        30: "<< /Type /OCG /Name (L) >>",
        31: "<< /Type /StructTreeRoot /K [32 0 R] /ParentTree << /Nums [0 [32 0 R]] >> >>",
        32: "<< /Type /StructElem /S /Figure /P 31 0 R /Pg 3 0 R /K 0 /Alt " + words("【代替文字】") + " >>",
    }  # fmt: skip
    return pdf_of(objects, info=23, xref=xref)
