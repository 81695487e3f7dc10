"""The peer of `bench import`: DuckDB reads the same file into a database file, with the same checks.

Prints rows, seconds, milliseconds of the processor, megabytes at most. Dates and numbers are cast from text, the person, partner and
service of each row are looked up by their names, a row without person or date or with an unknown name or an impossible number
is refused (and with it the file), and a key made of the whole row is unique, as is the number of each record. Written in
DuckDB's favour: all cores, one statement, no audit, no foreign keys, no index by person, a plain 64-bit hash for the key, rows told alike refused rather
than told apart, records numbered from one.
"""

import os
import resource
import sys
import time

import duckdb

folder, csv, people = sys.argv[1], sys.argv[2], int(sys.argv[3])
path = os.path.join(folder, "peer.duckdb")
for name in (path, path + ".wal"):
    if os.path.exists(name):
        os.remove(name)
con = duckdb.connect(path)
con.execute(f"SET threads = {os.cpu_count()}")
con.execute("CREATE TABLE person (id BIGINT PRIMARY KEY, reference VARCHAR NOT NULL UNIQUE)")
con.execute(f"INSERT INTO person SELECT i, printf('R%07d', i) FROM range(1, {people} + 1) r(i)")
for table, count in (("partner", 30), ("service", 9)):
    con.execute(f"CREATE TABLE {table} (id BIGINT PRIMARY KEY, label VARCHAR NOT NULL UNIQUE)")
    con.execute(f"INSERT INTO {table} SELECT i, 'The {table} ' || i FROM range(1, {count} + 1) r(i)")
con.execute("""CREATE TABLE interaction (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL, partner_id BIGINT, date DATE NOT NULL,
               service_id BIGINT, channel VARCHAR, minutes BIGINT CHECK (minutes BETWEEN 0 AND 1440), notes VARCHAR,
               source_key UBIGINT NOT NULL UNIQUE)""")
con.execute("CHECKPOINT")

used = resource.getrusage(resource.RUSAGE_SELF)
start = time.perf_counter()
# A name that is not found is an error, not a NULL.
con.execute(f"""
    INSERT INTO interaction
    SELECT row_number() OVER (), person.id,
           CASE WHEN f.partner IS NOT NULL AND partner.id IS NULL THEN error('no such partner') ELSE partner.id END,
           strptime(f.date, '%d/%m/%Y')::DATE,
           CASE WHEN f.service IS NOT NULL AND service.id IS NULL THEN error('no such service') ELSE service.id END,
           CASE lower(f.channel) WHEN 'in person' THEN 'in-person' WHEN 'phone' THEN 'phone' WHEN 'video' THEN 'video'
                WHEN 'message' THEN 'message' ELSE error('no such channel') END,
           f.minutes::BIGINT, f.notes,
           hash(f.reference, f.partner, f.date, f.service, f.channel, f.minutes, f.notes)
    FROM read_csv('{csv}', header = true, all_varchar = true,
                  names = ['reference', 'partner', 'date', 'service', 'channel', 'minutes', 'notes']) f
    LEFT JOIN person ON person.reference = f.reference
    LEFT JOIN partner ON partner.label = f.partner
    LEFT JOIN service ON service.label = f.service""")
con.execute("CHECKPOINT")
seconds = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF)
work = 1000 * (after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime)
rows = con.execute("SELECT count(*) FROM interaction").fetchone()[0]
print(rows, seconds, work, after.ru_maxrss // 1024)
