"""The vocabulary of the simulation, put where the SQL finds it: weighted lists as variables, phrases as tables."""

from pathlib import Path

import duckdb
import yaml

HERE = Path(__file__).parent / "words"

# variable → SELECT of a list; {words} is the folder of the word files. A weight of 3 stands three times in its list.
LISTS = {
    "surnames": "list({'zh': zh, 'pinyin': pinyin} ORDER BY n, k) FROM weighted_surnames",
    "given_f": "list({'zh': zh, 'pinyin': pinyin, 'alike': alike} ORDER BY n) FROM given WHERE gender <> 'm'",
    "given_m": "list({'zh': zh, 'pinyin': pinyin, 'alike': alike} ORDER BY n) FROM given WHERE gender <> 'f'",
    "western_f": "list({'name': name, 'alike': alike} ORDER BY n) FROM western WHERE kind = 'f'",
    "western_m": "list({'name': name, 'alike': alike} ORDER BY n) FROM western WHERE kind = 'm'",
    "western_l": "list({'name': name, 'alike': alike} ORDER BY n) FROM western WHERE kind = 'l'",
    "streets": "list({'zh': zh, 'en': en} ORDER BY n) FROM streets",
    "places": "list(place ORDER BY n, k) FROM weighted_places",
    "cell_codes": "list(code || '-' || lpad(n::VARCHAR, 2, '0') ORDER BY n) FROM places",
    "devices": "list({'model': model, 'device_5g': device_5g, 'price': price} ORDER BY price, n, k) "
    "FROM weighted_devices",
    "search_words_zh": "list({'text': text, 'intent': intent} ORDER BY n) FROM searches "
    "WHERE language = 'zh' AND intent <> 'mnp query'",
    "search_words_en": "list({'text': text, 'intent': intent} ORDER BY n) FROM searches "
    "WHERE language = 'en' AND intent <> 'mnp query'",
    "port_words_zh": "list({'text': text} ORDER BY n) FROM searches WHERE language = 'zh' AND intent = 'mnp query'",
    "port_words_en": "list({'text': text} ORDER BY n) FROM searches WHERE language = 'en' AND intent = 'mnp query'",
    **{
        f"comments_{feeling}_{language}": f"list(text ORDER BY n) FROM comments "
        f"WHERE feeling = '{feeling}' AND language = '{language}'"
        for feeling in ("cross", "glad")
        for language in ("zh", "en")
    },
    **{
        f"items_{shop}": "list({'item': item, 'category': category, 'price': price} ORDER BY n, k) FROM weighted_items "
        f"WHERE sold_in IN ('both', '{shop}')"
        for shop in ("shop", "store")
    },
    **{
        f"plans_{name}": f"list({{'name': name, 'fee': fee, 'data_gb': data_gb, 'voice_minutes': voice_minutes, "
        f"'plan_5g': plan_5g}} ORDER BY fee, n, k) FROM weighted_plans WHERE {which}"
        for name, which in (
            ("all", "kind = 'mobile' AND audience = 'all'"),
            ("old", "kind = 'mobile' AND audience = 'old'"),
            ("young", "kind = 'mobile' AND audience = 'young'"),
            ("extra", "kind = 'extra'"),
            ("broadband", "kind = 'broadband'"),
            ("tv", "kind = 'tv'"),
        )
    },
}
FILES = ("surnames", "given", "western", "places", "streets", "plans", "devices", "items", "searches", "comments")
WEIGHTED = ("surnames", "places", "plans", "devices", "items")
NUMBERS = {"fee": "DOUBLE", "data_gb": "DOUBLE", "price": "DOUBLE", "voice_minutes": "INTEGER", "weight": "INTEGER"}


def load_words(con: duckdb.DuckDBPyConnection) -> None:
    """Every list of ``LISTS`` is a variable of the connection, and ``talk`` and ``phrase`` are tables in it."""
    for name in FILES:
        file = HERE / f"{name}.csv"
        header = file.read_text(encoding="utf-8").splitlines()[0].split(",")
        kinds = {c: NUMBERS.get(c, "BOOLEAN" if c.endswith("_5g") else "VARCHAR") for c in header}
        con.execute(
            f"CREATE TEMP TABLE {name} AS SELECT (row_number() OVER ()) - 1 AS n, * "
            "FROM read_csv(?, header = true, columns = ?)",
            [str(file), kinds],
        )
    con.execute("ALTER TABLE places ADD COLUMN district_id BIGINT")
    con.execute("UPDATE places SET district_id = n")
    for name in WEIGHTED:
        row = ", places AS place" if name == "places" else ""
        con.execute(
            f"CREATE TEMP TABLE weighted_{name} AS SELECT {name}.*, k{row} "
            f"FROM {name}, unnest(range(0, weight)) AS r(k)"
        )
    for variable, select in LISTS.items():
        con.execute(f"SET VARIABLE {variable} = (SELECT {select})")
    _load_talk(con)


def _load_talk(con: duckdb.DuckDBPyConnection) -> None:
    """``talk`` has a row per matter and language, ``phrase`` one per other use and language: lists of sentences."""
    talk = yaml.safe_load((HERE / "talk.yaml").read_text(encoding="utf-8"))
    con.execute(
        "CREATE TEMP TABLE talk "
        "(matter_of VARCHAR, language VARCHAR, matter VARCHAR[], settled VARCHAR[], open VARCHAR[])"
    )
    con.execute("CREATE TEMP TABLE phrase (use VARCHAR, language VARCHAR, phrases VARCHAR[])")
    for matter_of, languages in talk["matter"].items():
        for language, said in languages.items():
            con.execute(
                "INSERT INTO talk VALUES (?, ?, ?, ?, ?)",
                [matter_of, language, said["matter"], said["settled"], said["open"]],
            )
    uses = {"greeting": talk["greeting"], "again": talk["again"], **talk["thanks"]}
    for use, languages in uses.items():
        for language, phrases in languages.items():
            con.execute("INSERT INTO phrase VALUES (?, ?, ?)", [use, language, phrases])
