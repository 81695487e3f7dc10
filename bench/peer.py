"""The peer of `bench reports`: the same data in DuckDB's native tables, the same answers from SQL.

Reads names of reports from standard input; prints seconds, then the tables. Written in DuckDB's favour: small integer types and
dense numbers of people, answers left in a table and not turned into Python's objects, tables ordered by person, one table per kind of fact, cuts carried along in the outcome table so that nothing is joined, distinct
people counted by the faster of the ways tried, the co-occurrence only above the diagonal, and margins left out.
"""

import os
import sys
import time

import duckdb

folder = sys.argv[1]
path = os.path.join(folder, "peer.duckdb")
con = duckdb.connect(path)
con.execute(f"SET threads = {os.cpu_count()}")

EVENT = """person INTEGER, programme UTINYINT, term UTINYINT, partner UTINYINT, area UTINYINT, worker USMALLINT, date DATE,
           state UTINYINT, quantity USMALLINT"""
con.execute("""CREATE TABLE enrolment (person INTEGER, programme UTINYINT, start DATE, born DATE, gender UTINYINT, ethnicity UTINYINT,
               disability UTINYINT, employment UTINYINT, partner UTINYINT, area UTINYINT)""")
con.execute(f"CREATE TABLE interaction ({EVENT})")
con.execute(f"CREATE TABLE outcome ({EVENT})")
for table in ("enrolment", "interaction", "outcome"):
    con.execute(f"COPY {table} FROM '{folder}/{table}.csv' (HEADER false)")
con.execute("CHECKPOINT")
block_size, used = con.execute("SELECT block_size, used_blocks FROM pragma_database_size()").fetchone()
size = int(block_size) * used

# What only makes it faster, and is not counted as its memory.
AGE = "date_sub('year', born, start)"
BAND = f"CASE WHEN {AGE} < 25 THEN 0 WHEN {AGE} < 35 THEN 25 WHEN {AGE} < 50 THEN 35 WHEN {AGE} < 65 THEN 50 ELSE 65 END"
con.execute(f"ALTER TABLE enrolment ADD COLUMN band UTINYINT")
con.execute(f"UPDATE enrolment SET band = {BAND}")
con.execute("""CREATE TABLE cut AS SELECT o.person, o.term, o.partner, o.date, e.gender, e.band, e.employment
               FROM outcome o JOIN enrolment e USING (person, programme) ORDER BY o.person""")
con.execute("CHECKPOINT")

FILTER = "partner IN (3, 7, 11) AND date BETWEEN '2018-04-01' AND '2020-03-31'"


def overview(where):
    started = where.replace("date", "start")
    return [
        f"SELECT gender, count(DISTINCT person) FROM enrolment WHERE {started} GROUP BY 1",
        f"SELECT band, count(DISTINCT person) FROM enrolment WHERE {started} GROUP BY 1",
        f"SELECT term, count(*) FROM (SELECT DISTINCT term, person FROM interaction WHERE {where}) GROUP BY 1",
        f"""SELECT term, sum(n), count(*) FROM (SELECT term, person, count(*) AS n FROM outcome WHERE {where} GROUP BY 1, 2)
            GROUP BY 1""",
        f"""SELECT count(*) FILTER (core), count(*) FILTER (other), count(*) FILTER (core AND other)
            FROM (SELECT bool_or(term <= 40) AS core, bool_or(term > 40) AS other FROM outcome WHERE {where} GROUP BY person)""",
    ]


def cuts(where):
    return [
        f"SELECT term, {cut}, count(*) FROM (SELECT DISTINCT term, {cut}, person FROM cut WHERE {where}) GROUP BY 1, 2"
        for cut in ("gender", "band", "employment")
    ]


def cumulative(where):
    return [
        f"""WITH first AS (SELECT partner, person, min(date) AS date FROM interaction WHERE {where} GROUP BY 1, 2),
                 added AS (SELECT year(date) * 4 + quarter(date) - 1 AS q, partner, count(*) AS n FROM first GROUP BY 1, 2),
                 grid AS (SELECT q, partner FROM (SELECT DISTINCT q FROM added), (SELECT DISTINCT partner FROM added))
            SELECT q, partner, (sum(coalesce(n, 0)) OVER (PARTITION BY partner ORDER BY q))::BIGINT
            FROM grid LEFT JOIN added USING (q, partner)"""
    ]


def together(where):
    return [
        f"""WITH code AS (SELECT DISTINCT person, term FROM outcome WHERE {where})
            SELECT a.term, b.term, count(*) FROM code a JOIN code b ON a.person = b.person AND a.term <= b.term GROUP BY 1, 2"""
    ]


REPORTS = {"overview": overview, "cuts": cuts, "cumulative": cumulative, "together": together}

print("ready", flush=True)
for line in sys.stdin:
    name = line.strip()
    if name == "size":
        print(size, flush=True)
        continue
    if name == "version":
        print(duckdb.__version__.replace(".", ""), flush=True)
        continue
    report, _, filtered = name.partition("/")
    queries = REPORTS[report](FILTER if filtered else "true")
    start = time.perf_counter()
    for number, query in enumerate(queries):
        con.execute(f"CREATE OR REPLACE TEMP TABLE answer{number} AS {query}")
    print(time.perf_counter() - start)
    print(len(queries))
    for number in range(len(queries)):
        rows = con.execute(f"FROM answer{number}").fetchall()
        print(len(rows))
        for row in rows:
            print(*(int(value) for value in row))
    sys.stdout.flush()
