# SPDX-License-Identifier: MIT
"""What the tests of lab 11 should observe."""

OK, BAD_METHOD, BAD_PAYLOAD = 0, 1, 2
TOO_LONG_ERROR = 1      # CE_BUFFER_LENGTH_EXCEEDED + 1
WORD = (1 << 64) - 1
LOG_BYTES = 2048
NAMES = [b"a", b"", b"tessera", b"eight888", b"ninechars"]


def _signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


def _hash(text, state):
    for byte in text:
        state = (state ^ byte) * 0x100000001B3 & WORD
    return state


def _spell(names):
    state = 0xCBF29CE484222325
    for name in names:
        state = _hash(name + b"\0", state)
    return state


def _bytes(params, count):
    word = params.word("bytes")
    return bytes((word >> i % 8 * 8 & 0xFF) ^ (i & 0xFF) for i in range(count))


def rpc_roundtrip_types(nonce, params):
    a = _signed(params.pick("a", 0, 255), 8)
    b = params.pick("b", 0, 65535)
    c = _signed(params.pick("c", 0, 0xFFFFFFFF), 32)
    mix = a * 3 + b * 5 + c * 7 + params.word("d") * 11 + params.pick("e", 0, 1) * 13 \
        + params.pick("f", 0, 255) * 17 & WORD
    count = params.pick("count", 9, 60) | 1
    total = 10 + (params.word("last") & 0xFFFFFFFF)
    data = _bytes(params, count)
    return {"mix": mix, "length": 9, "sum": total, "sum of none": 0, "bytes": count,
            "turned": data[::-1], "shout": b"OVER A PAGE", "spell": _spell(NAMES),
            "mix, registers": mix, "sum, registers": total, "turned back": data,
            "spell, registers": _spell(NAMES), "errors": 0}


def rpc_max_size(nonce, params):
    return {"page filled": 1, "registers filled": 1, "page but for 7 bytes": 1,
            "one byte more than a page": TOO_LONG_ERROR,
            "one byte more than the registers": TOO_LONG_ERROR, "a short one after it": 1}


def rpc_bad_length_rejected(nonce, params):
    bad = ("a word more than the page", "far too long", "the longest", "no whole words",
           "ends inside of a word", "no length", "shorter than its array",
           "longer than its parameters")
    return {**dict.fromkeys(bad, BAD_PAYLOAD), "good": OK}


def rpc_bad_method_rejected(nonce, params):
    return {"behind the last": BAD_METHOD, "any": BAD_METHOD, "good": OK}


def rpc_evil_counts_rejected(nonce, params):
    bad = ("4 times it is 0", "4 times it is 8", "the largest", "one too many",
           "far too many bytes", "texts")
    return {**dict.fromkeys(bad, BAD_PAYLOAD), "good": OK}


def rpc_two_clients_isolated(nonce, params):
    low = 0xFFFFFFFF
    return {"first": 1, "second": 2, "first again": 1,
            "sum of the first": params.word("mine") & low,
            "words changed in the second page": 0,
            "sum of the second": (params.word("theirs") & low) + 1,
            "words changed in the first page": 0}


def rpc_time_of_check_copy(nonce, params):
    return {"length, if nothing changed": params.pick("length", 20, 100), "errors": 0}


def rpc_padding_is_clean(nonce, params):
    return {"label": OK, "the word of a byte": 7, "the word of three bytes": 0x010203}


def rpc_refused_texts_freed(nonce, params):
    return {"refused": 1200, "spell": _spell(NAMES), "errors": 0}


def server_survives_garbage(nonce, params):
    return {"neither answered nor refused": 0, "most are refused": 1, "first": 1, "second": 2,
            "length": 8, "errors": 0}


def log_levels(nonce, params):
    return {"at the limit": b"ada: WARN test::number 1\n", "the client's limit after it": 2,
            "lines, the next suppressed": 1, "dropped by the server": 0, "lines": 1,
            "dropped then": 5, "the server's answer": 6, "lines at the end": 2,
            "dropped of another": 0}


def log_truncates_at_limit(nonce, params):
    head, text, end = len("ada: ERROR "), LOG_BYTES - 1, len("\n")
    full = head + text + end
    return {"fits: bytes": full, "fits: end": b"xxxxx\n",
            "one too many: bytes": full, "one too many: end": b"xx...\n",
            "far too many: bytes": full, "far too many: end": b"xx...\n",
            "cut by the server: bytes": full, "cut by the server: end": b"yy...\n", "lines": 4}


def log_page_per_client(nonce, params):
    number = params.pick("number", 0, 9999)
    return {"ada's": f"ada: INFO one::{number}\n".encode(), "ben's": b"ben: DEBUG two::mine\n",
            "ada's again": b"ada: INFO three::again\n", "words changed in ben's page": 0,
            "with ben switched off": b"ada: ERROR five::heard\n", "lines": 4}


def log_client_cannot_write_other(nonce, params):
    return {"how far Eve got": 2, "words changed in ada's page": 0,
            "words changed in ben's page": 0, "ben's line": b"ben: INFO ben::still here\n",
            "ada's line": b"ada: INFO ada::here, too\n"}


def log_evil_length_no_overread(nonce, params):
    bad = ("no NUL, to the page's end", "longer than the page", "longer than the request",
           "the longest", "no text at all", "a NUL inside")
    return {**dict.fromkeys(bad, BAD_PAYLOAD), "lines": 0, "good": OK,
            "the good one": b"ada: ERROR aaaaaaa\n"}


def log_line_stays_one_line(nonce, params):
    return {"forged": b"ada: ERROR trick::one?ben: ERROR two?[2J?\n",
            "line feed": b"ada: ERROR end::a line feed at the end\n",
            "not ASCII": "ada: ERROR far::\u00e9t\u00e9\n".encode(), "lines": 3}
