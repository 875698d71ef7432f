# SPDX-License-Identifier: AGPL-3.0-or-later
"""Access logs in the combined format, made up: usual lines and odd ones; and what GoAccess makes of a log."""
import json
import pathlib
import random
import subprocess
import tempfile

CONFIGURATION = "/etc/goaccess/goaccess.conf"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

BROWSERS = ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"]
ROBOTS = ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "curl/8.5.0", "UptimeRobot/2.0", "-",
          "python-requests/2.32.3", "http.rb/5.2.0 (Mastodon/4.3.2; +https://mastodon.example/)"]
REFERRERS = ["-", "-", "-", "https://www.google.com/", "https://duckduckgo.com/?q=lantern", "https://mastodon.social/@ada/1", "https://t.co/abc",
             "https://Example.org/news", "http://forum.example:8080?page=2", "android-app://com.google.android.gm/", "https://site.example/about",
             "http://www.google.com/url?sa=t&q=paper+lanterns&url=x", "//cut.example/", "http://", "nonsense", "https:///no-host"]
PAGES = ["/", "/about", "/news?page=2", "/caff%C3%A8", "/a%20b", "/join?utm_source=letter&utm_campaign=spring", "/events/2026/lantern-night", "/Mixed/Case", "/miXed/Case"]
FILES = ["/style.css", "/app.JS", "/logo.svg", "/photo.webp", "/data.csv?x=1", "/a.tar.gz", "/robots.txt", "/favicon.ico", "/font.woff2", "/feed.atom", "/.css"]


def usual_line(chance: random.Random, second: int, addresses: int = 500) -> bytes:
    moment = f"{1 + second // 86400:02}/{MONTHS[4]}/2026:{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02} +0200"
    address = f"198.51.{chance.randrange(addresses) // 250}.{chance.randrange(250)}"
    target = chance.choice(FILES) if chance.random() < 0.4 else chance.choice(PAGES) if chance.random() < 0.7 else f"/article/{chance.randrange(2000)}"
    status = chance.choices(["200", "304", "301", "404", "500", "206"], [80, 8, 4, 5, 1, 2])[0]
    method = chance.choices(["GET", "HEAD", "POST", "OPTIONS"], [92, 3, 4, 1])[0]
    protocol = chance.choice(["HTTP/1.1", "HTTP/2.0", "HTTP/1.0", "HTTP/3.0"])
    agent = chance.choice(ROBOTS) if chance.random() < 0.2 else chance.choice(BROWSERS)
    return f'{address} - - [{moment}] "{method} {target} {protocol}" {status} {chance.randrange(100_000)} "{chance.choice(REFERRERS)}" "{agent}"\n'.encode()


GOOD = '198.51.100.7 - - [10/May/2026:13:55:36 +0200] "GET /page HTTP/1.1" 200 2326 "https://from.example/x" "Mozilla/5.0 (X11)"'
MOMENT = "[10/May/2026:13:55:36 +0200]"
ODD = [
    "", "#a comment", " ", "nothing like a log", "\0" + GOOD, GOOD[:60] + "\0" + GOOD[60:], GOOD + "\r", GOOD + " extra \"fields\" here", " " + GOOD,
    f'2001:db8::7 - - {MOMENT} "GET /six HTTP/2.0" 200 10 "-" "A"', f'[2001:db8::8] - ada {MOMENT} "GET /six HTTP/2" 200 10 "-" "A"',
    f'2001:DB8::7 - - {MOMENT} "GET /six HTTP/2.0" 200 10 "-" "A"', f'::ffff:198.51.100.9 - - {MOMENT} "GET /six HTTP/3" 200 10 "-" "A"',
    f'fe80::1%eth0 - - {MOMENT} "GET /zone HTTP/1.1" 200 10 "-" "A"', f'host.example - - {MOMENT} "GET /name HTTP/1.1" 200 10 "-" "A"',
    f'256.1.1.1 - - {MOMENT} "GET / HTTP/1.1" 200 10 "-" "A"', f'01.2.3.4 - - {MOMENT} "GET / HTTP/1.1" 200 10 "-" "A"', f'1.2.3 - - {MOMENT} "GET / HTTP/1.1" 200 10 "-" "A"',
    f'198.51.100.10 - - {MOMENT} "GET /q HTTP/1.1" 200 10 "-" "Quoted \\"agent\\" here"', f'198.51.100.10 - - {MOMENT} "GET /a\\"b HTTP/1.1" 200 10 "-" "A"',
    f'198.51.100.10 - - {MOMENT} "GET /c HTTP/1.1" 200 10 "-" "all escaped\\"', f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1" 200 10 "-" "ends in \\\\"',
    f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1" 200 10 "-" "no end', f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1" 200 10 "-', f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1" 200 10',
    f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1" 200 10 ', f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1" 200 10 "', f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1" 200 ', f'198.51.100.10 - - {MOMENT} "GET /d HTTP/1.1"',
    f'198.51.100.10 - - {MOMENT} "GET /d', f'198.51.100.10 - - {MOMENT} ', f'198.51.100.10 - - {MOMENT}', "198.51.100.10 - - ", "198.51.100.10",
    f'198.51.100.11 - - {MOMENT} "" 400 0 "-" "-"', f'198.51.100.11 - - {MOMENT} "-" 408 0 "-" "-"', f'198.51.100.11 - - {MOMENT} "\\x16\\x03\\x01" 400 226 "-" "-"',
    f'198.51.100.11 - - {MOMENT} "GET" 400 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "GET HTTP/1.1" 400 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "GET  HTTP/1.1" 200 0 "-" "A"',
    f'198.51.100.11 - - {MOMENT} "GET /old" 200 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "GET /two words HTTP/1.1" 200 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "get /lower http/1.1" 200 0 "-" "A"',
    f'198.51.100.11 - - {MOMENT} "GETTING /x HTTP/1.1" 200 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "BREW /pot HTCPCP/1.0" 418 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "PROPFIND /dav HTTP/1.1" 207 5 "-" "A"',
    f'198.51.100.11 - - {MOMENT} "GET /x FTP/1.1" 200 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "CONNECT example.org:443 HTTP/1.1" 405 0 "-" "A"', f'198.51.100.11 - - {MOMENT} "GET http://x.example/p HTTP/1.1" 200 0 "-" "A"',
    f'198.51.100.12 - - {MOMENT} "GET /s HTTP/1.1" 99 0 "-" "A"', f'198.51.100.12 - - {MOMENT} "GET /s HTTP/1.1" 600 0 "-" "A"', f'198.51.100.12 - - {MOMENT} "GET /s HTTP/1.1" +200 0 "-" "A"',
    f'198.51.100.12 - - {MOMENT} "GET /s HTTP/1.1" 2oo 0 "-" "A"', f'198.51.100.12 - - {MOMENT} "GET /s HTTP/1.1" - 0 "-" "A"', f'198.51.100.12 - - {MOMENT} "GET /s1 HTTP/1.1" 0404 0 "-" "A"',
    f'198.51.100.12 - - {MOMENT} "GET /b1 HTTP/1.1" 200 - "-" "B"', f'198.51.100.12 - - {MOMENT} "GET /b2 HTTP/1.1" 200 12x "-" "B"', f'198.51.100.12 - - {MOMENT} "GET /b3 HTTP/1.1" 200 -5 "-" "B"',
    f'198.51.100.12 - - {MOMENT} "GET /b4 HTTP/1.1" 200 99999999999999999999999 "-" "B"', f'198.51.100.12 - - {MOMENT} "GET /b5 HTTP/1.1" 200  "-" "B"',
    f'198.51.100.13 - - {MOMENT} "GET /r1 HTTP/1.1" 200 1 "" "C"', f'198.51.100.13 - - {MOMENT} "GET /r2 HTTP/1.1" 200 1 "https://r.example" ""', f'198.51.100.13 - - {MOMENT} "GET /r3 HTTP/1.1" 200 1 " - " "%20"',
    f'198.51.100.13 - - {MOMENT} "GET /p%00cut.css HTTP/1.1" 200 1 "-" "D"', f'198.51.100.13 - - {MOMENT} "GET /p%0aline%0D HTTP/1.1" 200 1 "-" "D%0A"', f'198.51.100.13 - - {MOMENT} "GET /bad%zz%4 HTTP/1.1" 200 1 "-" "D"',
    f'198.51.100.13 - - {MOMENT} "GET /enc%2ecss HTTP/1.1" 200 1 "-" "D"', f'198.51.100.13 - - {MOMENT} "GET .css HTTP/1.1" 200 1 "-" "D"', f'198.51.100.13 - - {MOMENT} "GET /x.css HTTP/1.1" 404 1 "-" "D"',
    '198.51.100.14 - - [31/Feb/2026:13:55:36 +0200] "GET /feb HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - - [1/may/2026:3:5:6 +0200] "GET /short HTTP/1.1" 200 1 "-" "E"',
    '198.51.100.14 - - [10/Mai/2026:13:55:36 +0200] "GET /x HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - - [10/December/2026:13:55:36 +0200] "GET /long HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - - [32/May/2026:13:55:36 +0200] "GET /x HTTP/1.1" 200 1 "-" "E"',
    '198.51.100.14 - - [10/May/2026:24:55:36 +0200] "GET /x HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - - [10/May/2026:23:59:60 +0200] "GET /leap HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - - [10/May/2026:13:55:36] "GET /nozone HTTP/1.1" 200 1 "-" "E"',
    '198.51.100.14 - - [10/May/2026:13:55:36 nonsense] "GET /zone HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - - [10/May/26:13:55:36 +0200] "GET /y HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 [10/May/2026:13:55:36 +0200] "GET /few HTTP/1.1" 200 1 "-" "E"',
    '198.51.100.14\t-\t-\t[10/May/2026:13:55:36 +0200] "GET /tabs HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - - 10/May/2026:13:55:36 +0200 "GET /nobracket HTTP/1.1" 200 1 "-" "E"', '198.51.100.14 - two words [10/May/2026:13:55:36 +0200] "GET /user HTTP/1.1" 200 1 "-" "E"',
    GOOD.replace("/page", "/" + "long" * 900), GOOD.replace("/page", "/" + "long" * 2500), GOOD.replace("Mozilla", "Long" * 1200), GOOD + " " * 5000 + GOOD, "x" * 20_000,
]


def odd_lines(chance: random.Random, count: int) -> list[bytes]:
    """Those above, and usual ones that were damaged somewhere."""
    lines = [line.encode() + b"\n" for line in ODD]
    for _ in range(count):
        line = bytearray(usual_line(chance, chance.randrange(3 * 86400)))
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(line) or 1)
            act = chance.randrange(5)
            if act == 0:
                del line[at:at + 1]
            elif act == 1:
                line[at:at + 1] = bytes([chance.randrange(256)])
            elif act == 2:
                line.insert(at, chance.choice(b'"\\ []:/-%\0\t') if chance.random() < 0.8 else chance.randrange(256))
            elif act == 3:
                del line[at:at + chance.randrange(30)]
            else:
                del line[at:]
        lines.append(bytes(line) + (b"" if line.endswith(b"\n") else b"\n"))
    return lines


def make_log(seed: int, usual: int, damaged: int) -> bytes:
    """Begins with lines that can be read: GoAccess gives up where the first ten cannot."""
    chance = random.Random(seed)
    begin = [usual_line(chance, second) for second in range(10)]
    rest = [usual_line(chance, second * 3 * 86400 // max(usual, 1)) for second in range(usual)] + odd_lines(chance, damaged)
    chance.shuffle(rest)
    return b"".join(begin + rest)


def goaccess(log: pathlib.Path) -> dict[str, int]:
    """The figures that `favilla import visits --dry-run --json` has too, of GoAccess itself with its own configuration."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        subprocess.run(["goaccess", str(log), "--config-file", CONFIGURATION, "--log-format=COMBINED", "--no-progress", "-o", report.name],
                       check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600)
        read = json.loads(pathlib.Path(report.name).read_bytes().decode(errors="replace"), strict=False)
    general = read["general"]
    size = {panel: read[panel]["metadata"]["data"]["total"]["value"] if panel in read else 0 for panel in ("hosts", "referring_sites")}
    return {"valid": general["valid_requests"], "failed": general["failed_requests"], "requests": general["unique_files"], "visitors": general["unique_visitors"],
            "hosts": size["hosts"], "static": general["unique_static_files"], "not_found": general["unique_not_found"],
            "referring_sites": size["referring_sites"], "bytes": general["bandwidth"]}
