from services.search.index.prose import prose

TEXT = """# What is Gauge?

[![logo](https://a.example/l.png)](https://a.example)

Gauge draws what **sensors** measure, see [its site](https://gauge.example/long-address).

```console
$ docker run secret-flag
```

## Use

Start it.
"""


def test_the_opening_paragraph_leads() -> None:
    assert prose(TEXT)[0].startswith("Gauge draws what sensors measure, see its site.")


def test_code_pictures_and_addresses_are_no_words() -> None:
    told = " ".join(prose(TEXT))
    assert not any(word in told for word in ("secret-flag", "gauge.example", "logo", "**"))


def test_headings_come_after_the_lead() -> None:
    lead, rest = prose(TEXT)
    assert "What is Gauge?" in rest
    assert "What is Gauge?" not in lead


def test_a_long_text_leads_with_its_beginning_alone() -> None:
    lead, rest = prose("\n\n".join(f"Paragraph {n} " + "word " * 40 for n in range(20)))
    assert "Paragraph 0" in lead
    assert "Paragraph 19" in rest
