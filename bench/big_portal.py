"""A portal of 50,000 pages, made up while it is asked: memory and rate over the whole audit.

    python bench/big_portal.py [--pages 50000] [--plot bench/big_portal.svg]

The portal runs in a process of its own on loopback; the audit is the ordinary ``auditor run``. Once a second the
resident memory of the auditor and the lines of its index are read. Printed: peak memory (MB), pages per second in the
first and the last quarter of the crawl, and their ratio; a rate that falls as the crawl grows shows there.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 20  # per column: what the audit opens at most
CHANNEL = 50  # columns in one channel
_FOOT = '<div class="foot">主办单位：清禾县人民政府办公室 网站标识码：9901010001 <a href="/wzdt/">网站地图</a></div>'
_HEAD = (
    "<html><head><meta charset='utf-8'><title>{title}-大县</title></head><body><div class='nav'>{menu}</div>"
)


def page(path: str, columns: int) -> str | None:
    """The page at ``path`` of a portal with so many columns; None when there is none."""
    parts = [part for part in path.split("/") if part]
    channels = range((columns + CHANNEL - 1) // CHANNEL)
    menu = "".join(f'<a href="/p{number}/">频道{number}</a>' for number in channels)
    head = _HEAD.format(title="首页", menu=menu)
    if not parts:
        return f"{head}<p>欢迎</p>{_FOOT}</body></html>"
    if parts == ["wzdt"]:
        return f"{head}<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; 网站地图</div>{_FOOT}</body></html>"
    channel = int(parts[0][1:]) if parts[0][1:].isdigit() else -1
    if channel not in channels:
        return None
    crumb = f"<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/p{channel}/'>频道{channel}</a>"
    first = channel * CHANNEL
    if len(parts) == 1:
        links = "".join(
            f'<li><a href="/p{channel}/c{number}/">第{number}号公开栏目</a></li>'
            for number in range(first, min(first + CHANNEL, columns))
        )
        return f"{head}{crumb}</div><div class='left_nav'><ul>{links}</ul></div>{_FOOT}</body></html>"
    number = int(parts[1][1:]) if parts[1][1:].isdigit() else -1
    crumb += f" &gt; <a href='/p{channel}/c{number}/'>第{number}号公开栏目</a></div>"
    if len(parts) == 2:
        return head + crumb + _rows(number) + _FOOT + "</body></html>"
    text = "关于开展相关工作的情况说明。" * 60
    return (
        f"{head}{crumb}<h1>第{number}号栏目的文件</h1><p>发布日期：2026-05-01 来源：县政府办</p>"
        f"<div class='TRS_Editor'><p>{text}</p></div>{_FOOT}</body></html>"
    )


def _rows(number: int) -> str:
    rows = "".join(
        f"<li><a href='./t202605{row % 28 + 1:02d}_{number * 100 + row}.html'>清禾县第{number}号栏目第{row}份文件的公告</a>"
        f"<span>2026-05-{28 - row % 28:02d}</span></li>"
        for row in range(ARTICLES)
    )
    return (
        f"<div class='NewsList'><ul>{rows}</ul><script>createPageHTML(1, 0, 'index', 'html')</script></div>"
    )


def serve(columns: int, ports: Queue[int]) -> None:
    """Serve until killed; puts the port into ``ports``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece: two would wait for each other (Nagle and delayed ACK)

        def do_GET(self) -> None:
            text = page(self.path.split("?")[0], columns)
            body = (text or "<html><body>404</body></html>").encode()
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ports.put(server.server_address[1])
    server.serve_forever()


@dataclass(frozen=True, slots=True)
class Sample:
    """``seconds`` since the start, ``pages`` answered, ``memory`` resident in MB."""

    seconds: float
    pages: int
    memory: float


class Watch(threading.Thread):
    """Samples a process and the index that it writes."""

    def __init__(self, pid: int, out: Path) -> None:
        super().__init__(daemon=True)
        self.samples: list[Sample] = []
        self._pid, self._out, self._began = pid, out, time.monotonic()
        self._read, self._lines = 0, 0

    def run(self) -> None:
        while (memory := _resident(self._pid)) is not None:
            self.samples.append(Sample(time.monotonic() - self._began, self._count(), memory))
            time.sleep(1)

    def _count(self) -> int:
        """Lines of the index, reading only what is new."""
        index = next(iter(self._out.glob("*/.crawling-*/index.jsonl")), None)
        if index is not None:
            with index.open("rb") as stream:
                stream.seek(self._read)
                data = stream.read()
            self._read += len(data)
            self._lines += data.count(b"\n")
        return self._lines


def _resident(pid: int) -> float | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return None
    line = next((line for line in status.splitlines() if line.startswith("VmRSS")), None)
    return int(line.split()[1]) / 1024 if line else None


def rate(samples: list[Sample]) -> float:
    first, last = samples[0], samples[-1]
    return (last.pages - first.pages) / max(0.001, last.seconds - first.seconds)


def plot(samples: list[Sample], path: Path) -> None:
    """Memory and rate against pages."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, left = pyplot.subplots(figsize=(8, 4.5))
    pages = [sample.pages for sample in samples]
    left.plot(pages, [sample.memory for sample in samples], color="tab:blue", label="memory (MB)")
    left.axhline(400, color="tab:blue", linestyle=":", linewidth=0.8)
    left.set(xlabel="pages answered", ylabel="resident memory (MB)", ylim=(0, 450))
    right = left.twinx()
    window = max(5, len(samples) // 40)
    rates = [rate(samples[max(0, at - window) : at + 1]) for at in range(1, len(samples))]
    right.plot(pages[1:], rates, color="tab:orange", label="pages per second")
    right.set(ylabel="pages per second", ylim=(0, max(rates, default=1) * 1.2))
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--plot", type=Path, default=ROOT / "bench" / "big_portal.svg")
    arguments = parser.parse_args()
    columns = arguments.pages // (ARTICLES + 1)
    ports: Queue[int] = Queue()
    server = Process(target=serve, args=(columns, ports), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory(prefix="big-portal-") as folder:
        command = [
            sys.executable, "-m", "auditor.cli", "run", f"http://127.0.0.1:{ports.get()}/", "--out", folder,
            "--max-pages", str(arguments.pages * 2), "--today", "2026-06-01", "--browser", "never",
        ]  # fmt: skip
        began = time.monotonic()
        audit = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        watch = Watch(audit.pid, Path(folder))
        watch.start()
        code = audit.wait()
        watch.join(5)
    server.kill()
    return _report(watch.samples, code, time.monotonic() - began, arguments.plot)


def _report(samples: list[Sample], code: int, seconds: float, path: Path) -> int:
    crawl = [sample for at, sample in enumerate(samples) if at == 0 or sample.pages > samples[at - 1].pages]
    quarter = max(2, len(crawl) // 4)
    first, last = rate(crawl[1:quarter]), rate(crawl[-quarter:])
    peak = max(sample.memory for sample in samples)
    print(
        f"exit code {code}, {crawl[-1].pages} answers in {crawl[-1].seconds:.0f} s, {seconds:.0f} s with the judging"
    )
    print(f"memory: peak {peak:.0f} MB, mean {mean(sample.memory for sample in samples):.0f} MB")
    print(f"rate: first quarter {first:.1f}/s, last quarter {last:.1f}/s, ratio {last / first:.2f}")
    plot(crawl, path)
    return 0 if code in (0, 1) else code


if __name__ == "__main__":
    sys.exit(main())
