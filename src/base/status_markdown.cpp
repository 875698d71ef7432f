// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include <md4c.h>

#include "base/status_text.h"

namespace favilla {

namespace {

// Writes HTML as md4c walks the text. Plain words are collected until something else comes, since md4c cuts them where
// it looks for markup, and only whole words show mentions and hashtags.
class MarkdownWriter {
public:
    explicit MarkdownWriter(const StatusLinks& links) : links_(links) {}

    std::string run(std::string_view text)
    {
        MD_PARSER parser{};
        parser.flags = MD_FLAG_NOHTML | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS;
        parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) { return writer(self).enter_block(type, detail); };
        parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* self) { return writer(self).leave_block(type, detail); };
        parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) { return writer(self).enter_span(type, detail); };
        parser.leave_span = [](MD_SPANTYPE type, void* detail, void* self) { return writer(self).leave_span(type, detail); };
        parser.text = [](MD_TEXTTYPE type, const MD_CHAR* words, MD_SIZE size, void* self) {
            return writer(self).text(type, {words, size});
        };
        if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, this) != 0) throw std::bad_alloc{};
        flush();
        return std::move(out_);
    }

private:
    static MarkdownWriter& writer(void* self) { return *static_cast<MarkdownWriter*>(self); }

    // Allowed headings end at h5.
    static std::string heading(void* detail)
    {
        return "h" + std::to_string(std::min(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level, 5U));
    }

    static std::string block_name(MD_BLOCKTYPE type, void* detail)
    {
        switch (type) {
        case MD_BLOCK_QUOTE: return "blockquote";
        case MD_BLOCK_UL: return "ul";
        case MD_BLOCK_OL: return "ol";
        case MD_BLOCK_LI: return "li";
        case MD_BLOCK_H: return heading(detail);
        case MD_BLOCK_CODE: return "pre";
        case MD_BLOCK_P: return "p";
        default: return {};
        }
    }

    static std::string_view span_name(MD_SPANTYPE type)
    {
        switch (type) {
        case MD_SPAN_EM: return "em";
        case MD_SPAN_STRONG: return "strong";
        case MD_SPAN_CODE: return "code";
        case MD_SPAN_DEL: return "del";
        default: return {};
        }
    }

    int enter_block(MD_BLOCKTYPE type, void* detail)
    {
        flush();
        auto name = block_name(type, detail);
        if (name.empty()) return 0;
        out_.append("<").append(name);
        if (type == MD_BLOCK_OL)
            out_ += " start=\"" + std::to_string(static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start) + "\"";
        out_ += type == MD_BLOCK_CODE ? "><code>" : ">";
        verbatim_ += type == MD_BLOCK_CODE ? 1 : 0;
        return 0;
    }

    int leave_block(MD_BLOCKTYPE type, void* detail)
    {
        flush();
        auto name = block_name(type, detail);
        if (name.empty()) return 0;
        verbatim_ -= type == MD_BLOCK_CODE ? 1 : 0;
        out_.append(type == MD_BLOCK_CODE ? "</code></" : "</").append(name).append(">");
        return 0;
    }

    int enter_span(MD_SPANTYPE type, void* detail)
    {
        flush();
        if (type == MD_SPAN_A) {
            out_ += "<a href=\"";
            attribute(static_cast<const MD_SPAN_A_DETAIL*>(detail)->href);
            out_ += "\">";
        } else if (type == MD_SPAN_IMG) {
            out_ += "<img src=\"";
            attribute(static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src);
            out_ += "\" alt=\"";
        } else if (auto name = span_name(type); !name.empty() && images_ == 0) {
            out_.append("<").append(name).append(">");
        }
        images_ += type == MD_SPAN_IMG ? 1 : 0;
        verbatim_ += is_verbatim(type) ? 1 : 0;
        return 0;
    }

    int leave_span(MD_SPANTYPE type, void*)
    {
        flush();
        images_ -= type == MD_SPAN_IMG ? 1 : 0;
        verbatim_ -= is_verbatim(type) ? 1 : 0;
        if (type == MD_SPAN_A)
            out_ += "</a>";
        else if (type == MD_SPAN_IMG)
            out_ += "\">";
        else if (auto name = span_name(type); !name.empty() && images_ == 0)
            out_.append("</").append(name).append(">");
        return 0;
    }

    static bool is_verbatim(MD_SPANTYPE type) { return type == MD_SPAN_A || type == MD_SPAN_IMG || type == MD_SPAN_CODE; }

    int text(MD_TEXTTYPE type, std::string_view words)
    {
        if (type == MD_TEXT_NORMAL || type == MD_TEXT_CODE) {
            words_ += words;
            return 0;
        }
        if (type == MD_TEXT_SOFTBR && verbatim_ == 0) {
            flush();
            out_ += "<br />";  // people press Enter to see a new line
            return 0;
        }
        flush();
        if (type == MD_TEXT_BR)
            out_ += images_ > 0 ? " " : "<br />";
        else if (type == MD_TEXT_SOFTBR)
            out_ += '\n';
        else if (type == MD_TEXT_ENTITY)
            out_ += words;  // the sanitiser reads it
        else if (type == MD_TEXT_NULLCHAR)
            out_ += "\uFFFD";
        else
            append_escaped(out_, words);
        return 0;
    }

    void flush()
    {
        if (verbatim_ > 0)
            append_escaped(out_, words_);
        else
            out_ += render_line(words_, links_).text;
        words_.clear();
    }

    void attribute(const MD_ATTRIBUTE& value)
    {
        for (std::size_t i = 0; i < value.size && value.substr_offsets[i] < value.size; ++i) {
            auto start = value.substr_offsets[i], end = value.substr_offsets[i + 1];
            std::string_view part{value.text + start, end - start};
            if (value.substr_types[i] == MD_TEXT_ENTITY)
                out_ += part;
            else
                append_escaped(out_, part);
        }
    }

    const StatusLinks& links_;
    std::string out_, words_;
    int verbatim_ = 0;  // inside code, a link or an image's description
    int images_ = 0;
};

}  // namespace

SafeHtml render_markdown(std::string_view text, const StatusLinks& links)
{
    return sanitise_html(MarkdownWriter{links}.run(text));
}

}  // namespace favilla
