"""Token ids: known ones, and those of blingfire's own compiled tokenizers where these are exact."""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import blingfire
import pytest

from rvos_studio.models import tokenizers
from rvos_studio.models.tokenizers import bert_ids, roberta_ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("Hello world", [31414, 232]),
        (" Hello world", [20920, 232]),
        ("the dog in the red", [627, 2335, 11, 5, 1275]),
        ("a  person ", [102, 1437, 621, 1437]),
        ("don't, it's", [7254, 75, 6, 24, 18]),
        ("sign that says 'stop'", [13033, 14, 161, 128, 8287, 108]),
        ("the man 's dog", [627, 313, 128, 29, 2335]),
        ("a well-known x-ray", [102, 157, 12, 6421, 3023, 12, 5022]),
        ("a\n\nb", [102, 50118, 50118, 428]),
        ("日本", [47954, 8210, 44636, 11582]),
        ("😀", [18636, 7471]),
        ("naïve café", [2133, 48350, 26059]),
        ("<mask>", [41552, 43776, 15698]),
    ],
)
def test_roberta_ids_are_those_it_was_trained_with(text, ids):
    assert roberta_ids(text) == [0, *ids, 2]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("the red car", [1996, 2417, 2482]),
        ("The  RED\tcar.", [1996, 2417, 2482, 1012]),
        ("naïve café", [15743, 7668]),
        ("cafe\u0301", [7668]),
        ("snowboarder's jacket", [4586, 6277, 2121, 1005, 1055, 6598]),
        ("日本", [1864, 1876]),
        ("아 ㅋ", [1463, 30006, 100]),
        ("a 😀", [1037, 100]),
        ("x" * 101, [100]),
    ],
)
def test_bert_ids_are_those_it_was_trained_with(text, ids):
    assert bert_ids(text) == [101, *ids, 102]


def test_long_sentences_are_cut_and_keep_their_end():
    long = "the dog " * 300
    assert (len(roberta_ids(long)), roberta_ids(long)[-1]) == (512, 2)
    assert (len(bert_ids(long)), bert_ids(long)[-1]) == (256, 102)


def test_what_has_no_utf_8_is_read_as_a_question_mark():
    assert roberta_ids("a \ud800") == roberta_ids("a ?")
    assert bert_ids("a \ud800") == bert_ids("a ?")


@pytest.fixture(scope="module")
def sentences():
    """3000 of one to twelve ASCII words, of which many are in several pieces."""
    words = [
        token.decode().strip()
        for token in tokenizers._tokens("gpt2", 0)
        if token.isascii() and token.strip().isalpha()
    ]
    draw = random.Random(0)
    return [" ".join(draw.choices(words, k=draw.randint(1, 12))) for _ in range(3000)]


@pytest.mark.parametrize(("name", "ids"), [("roberta", roberta_ids), ("bert_base_tok", bert_ids)])
def test_plain_sentences_are_cut_as_another_tokenizer_cuts_them(sentences, name, ids):
    other = blingfire.load_model(str(Path(blingfire.__file__).with_name(f"{name}.bin")))
    blingfire.change_settings_dummy_prefix(other, False)
    try:
        for sentence in sentences:
            expected = blingfire.text_to_ids(other, sentence, 1000, 100, True)
            assert ids(sentence)[1:-1] == expected.tolist(), sentence
    finally:
        blingfire.free_model(other)


def test_many_threads_may_ask_at_once():
    for table in (tokenizers._roberta, tokenizers._bert):
        table.cache_clear()
    asked = [f"the dog number {n} is jumping" for n in range(40)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(roberta_ids, asked)) == [roberta_ids(text) for text in asked]
        assert list(threads.map(bert_ids, asked)) == [bert_ids(text) for text in asked]


def test_vocabularies_are_read_at_first_use_and_without_torch():
    code = (
        "import sys; from rvos_studio.models import tokenizers as t;"
        "assert not t._bert.cache_info().currsize; t.bert_ids('a');"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
