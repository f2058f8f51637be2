import asyncio, sqlalchemy as sa, pytest
from tests.journeys.test_replicas import *
async def test_cut(machines, webs, db, api):
    east, west = machines
    a = east.house.start("bot")
    await api.cloud.until(lambda: bool(api.calls("getUpdates")), timeout=60)
    b = west.house.start("bot")
    await api.cloud.until(lambda: len(api.calls("deleteWebhook")) == 2, timeout=60)
    c = east.house.start("clock")
    await asyncio.sleep(6)
    eng = sa.create_engine(db.url)
    for n in range(3):
        with eng.connect() as con:
            print(con.execute(sa.text("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname=current_database() and pid<>pg_backend_pid()")).scalar())
        wang = Citizen(api.person(9000+n), 1, "上周三我到富乐路教育局窗口办转学，两个科室互相推诿，让我跑了四趟。")
        try:
            print(await wang.files())
        except AssertionError as e: print("E", e)
        await asyncio.sleep(8)
    eng.dispose()
    for m in machines:
        for p in m.house.processes: print("=====", p.log.name, p.popen.poll(), p.log.read_text()[-2500:])
