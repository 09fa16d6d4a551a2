"""Commands for whoever looks after the store: save it, bring it back, bring it up to date, move it."""

from __future__ import annotations

from argparse import ArgumentParser

from auditor.arguments.kinds import Commands


def add_storing(commands: Commands) -> None:
    _add_backup(commands)
    _add_restore(commands)
    _add_migrate(commands)
    _add_transfer(commands)


def _add_backup(commands: Commands) -> None:
    backup = commands.add_parser(
        "backup", help="把存储备份为一个文件（检查进行中也可以）；加 --with-runs 时连同检查结果和快照"
    )
    backup.add_argument("file", metavar="文件", help="要写的备份文件（.zip），不能已经存在")
    _add_place(backup)
    backup.add_argument(
        "--with-runs",
        action="store_true",
        help="连同输出目录里已完成的运行目录；几次检查共用的网页存档只存一份",
    )


def _add_restore(commands: Commands) -> None:
    restore = commands.add_parser(
        "restore", help="由备份恢复到空的存储和输出目录；先全部核对，再一次写入，要么全有，要么全无"
    )
    restore.add_argument("file", metavar="文件", help="auditor backup 写出的文件，旧版本写出的也可以")
    _add_place(restore)
    restore.add_argument("--check", action="store_true", help="只核对备份是否完好，不恢复")


def _add_migrate(commands: Commands) -> None:
    migrate = commands.add_parser("migrate", help="把存储的表结构升级到本程序的版本；没有存储时建立空的")
    _add_place(migrate)
    migrate.add_argument(
        "--check", action="store_true", help="只查看要不要升级，不改动：不需要时退出码为 0，需要时为 1"
    )


def _add_transfer(commands: Commands) -> None:
    transfer = commands.add_parser(
        "transfer", help="把存储的全部内容转移到另一个空的数据库（SQLite 与 PostgreSQL 之间），逐表核对"
    )
    _add_place(transfer)
    transfer.add_argument(
        "--to",
        metavar="地址",
        required=True,
        help="目标数据库，写法同 --store；密码可放在 ~/.pgpass，不必写在命令行上",
    )


def _add_place(parser: ArgumentParser) -> None:
    parser.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")
    parser.add_argument(
        "--store",
        metavar="地址",
        help="存储的地址：sqlite:///文件 或 postgresql://用户:密码@主机/库名"
        "（默认为环境变量 AUDITOR_STORE，没有时为输出目录里的 auditor.db）",
    )
