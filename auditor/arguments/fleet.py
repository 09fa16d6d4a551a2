"""Commands on many portals in one night: ``auditor fleet …``, and the shard process that they start."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError

from auditor.arguments.kinds import BROWSER_USE, SWITCH, Commands, iso_date, positive

EXECUTORS = ("pool", "dask")


def add_fleet(commands: Commands) -> None:
    fleet = commands.add_parser("fleet", help="夜间批量检查：计划、运行、查看、续跑许多网站的检查")
    parts = fleet.add_subparsers(dest="fleet_command", metavar="子命令", required=True)
    _add_plan(parts)
    _add_run(parts)
    _add_status(parts)
    _add_resume(parts)
    _add_retry_failed(parts)
    _add_probe(parts)
    _add_template(parts)
    _add_schedule(parts)
    _add_shard(commands)


def _add_plan(parts: Commands) -> None:
    plan = parts.add_parser("plan", help="只计划，不运行：今晚查哪些网站、何时结束、哪些查不完")
    _add_register(plan)
    _add_places(plan)
    _add_window(plan)
    _add_workers(plan)
    plan.add_argument(
        "--begins",
        type=clock_time,
        metavar="HH:MM",
        help="这一夜几点开始（默认现在；定时运行的请写定时的时间）",
    )
    plan.add_argument("--json", action="store_true", help="输出计划的全部内容（JSON）")


def _add_run(parts: Commands) -> None:
    run = parts.add_parser("run", help="计划并运行一夜的检查")
    _add_register(run)
    _add_places(run)
    _add_window(run)
    _add_engine(run)
    run.add_argument(
        "--today", type=iso_date, metavar="日期", help="判定日期 YYYY-MM-DD（默认为这一夜的日期）"
    )
    run.add_argument(
        "--browser",
        choices=BROWSER_USE,
        default="auto",
        help="浏览器：auto 只渲染 HTTP 无法判断的页面（默认），never 不用，always 渲染全部导航和列表页",
    )
    run.add_argument(
        "--no-update",
        dest="update",
        action="store_false",
        help="每个网站都从头抓取（默认在上一次完整抓取的基础上，只问可能已变化的内容）",
    )
    run.add_argument("--update", action="store_true", default=True, help="只问可能已变化的内容（默认）")
    run.add_argument(
        "--confirm",
        choices=SWITCH,
        default="on",
        help="夜末再看一次新出现的问题：on 再看（默认），off 不看，新问题留待下一夜确认",
    )
    run.add_argument(
        "--probes",
        choices=SWITCH,
        default="on",
        help="主动探查：on 试用站内搜索、询问表单所指的地址有没有应答（默认），off 不做；从不提交表单",
    )


def _add_status(parts: Commands) -> None:
    status = parts.add_parser("status", help="查看一夜的进度：各状态的网站数、各线路的速度、预计结束时间")
    _add_places(status)
    _add_night(status, "要看的一夜（默认最近一夜）")
    status.add_argument("--json", action="store_true", help="输出全部内容（JSON）")
    status.add_argument("--watch", action="store_true", help="持续刷新，直到这一夜结束")


def _add_resume(parts: Commands) -> None:
    resume = parts.add_parser("resume", help="接着运行没有结束的一夜：已封存的不再抓取")
    _add_places(resume)
    _add_night(resume, "要续跑的一夜（默认最近没有结束的一夜）")
    _add_engine(resume)


def _add_retry_failed(parts: Commands) -> None:
    retry = parts.add_parser("retry-failed", help="重新检查一夜中没有成功的网站")
    _add_places(retry)
    _add_night(retry, "要重试的一夜（默认最近一夜）")
    _add_engine(retry)


def _add_probe(parts: Commands) -> None:
    probe = parts.add_parser("probe", help="看一次各网站的首页能否打开（分散在一天之内，供可用性判定）")
    _add_register(probe)
    _add_places(probe)
    probe.add_argument(
        "--all",
        action="store_true",
        help="现在把所有网站都看一次（默认只看轮到的；定时每五分钟运行一次即可）",
    )


def _add_template(parts: Commands) -> None:
    template = parts.add_parser("template", help="写出供填写的网站登记表")
    template.add_argument("file", metavar="文件", help="要写的登记表：.xlsx 或 .yml（不覆盖已有文件）")


def _add_schedule(parts: Commands) -> None:
    schedule = parts.add_parser("schedule", help="写出定时运行的配置：crontab 行、systemd 的服务和定时器")
    _add_register(schedule)
    _add_places(schedule)
    schedule.add_argument("--write", metavar="目录", required=True, help="配置写到这个目录")
    schedule.add_argument(
        "--at", type=clock_time, metavar="HH:MM", default="21:30", help="每夜几点开始（默认 21:30）"
    )
    schedule.add_argument("--until", type=clock_time, metavar="HH:MM", help="几点以后不再开始新的网站")
    _add_workers(schedule)


def _add_shard(commands: Commands) -> None:
    """Without a help text it is not listed: only a night starts it."""
    shard = commands.add_parser("shard")
    shard.add_argument("spec", metavar="分片", help="分片的说明文件（.json），由 auditor fleet run 写出")


# ── arguments that several share ──────────────────────────────────────────────────────────────────


def _add_register(parser: ArgumentParser) -> None:
    parser.add_argument("register", metavar="登记表", help="网站登记表：.yml 或 .xlsx")


def _add_places(parser: ArgumentParser) -> None:
    parser.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")
    parser.add_argument(
        "--store",
        metavar="网址",
        help="数据库（默认为环境变量 AUDITOR_STORE，否则为输出目录中的 auditor.db），"
        "例如 postgresql://用户@主机/库",
    )


def _add_night(parser: ArgumentParser, what: str) -> None:
    parser.add_argument("--night", type=iso_date, metavar="日期", help=f"{what}，写成 YYYY-MM-DD")


def _add_window(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--until", type=clock_time, metavar="HH:MM", help="这一夜几点结束，查不完的下一夜先查"
    )
    _add_night(parser, "这一夜的日期（默认今天，北京时间）")


def _add_workers(parser: ArgumentParser) -> None:
    parser.add_argument("--workers", type=positive, metavar="N", help="同时运行的进程数（默认为处理器数）")


def _add_engine(parser: ArgumentParser) -> None:
    _add_workers(parser)
    parser.add_argument(
        "--executor",
        choices=EXECUTORS,
        default="pool",
        help="pool 本机进程（默认），dask 本机或多机的 Dask 集群",
    )
    parser.add_argument(
        "--scheduler", metavar="地址", help="已有的 Dask 调度器，例如 tcp://主机:8786、tls://主机:8786"
    )
    parser.add_argument("--tls-ca", metavar="文件", help="tls:// 用的 CA 证书（.pem）")
    parser.add_argument("--tls-cert", metavar="文件", help="tls:// 用的本方证书（.pem）")
    parser.add_argument("--tls-key", metavar="文件", help="tls:// 用的本方私钥（.pem）")


def clock_time(text: str) -> str:
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        return text
    raise ArgumentTypeError(f"时间应写成 HH:MM（例如 06:30），收到“{text}”")
