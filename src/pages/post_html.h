// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/post_html.h — a post as it stands in a list, in a thread, and alone.
#pragma once
#include <span>

#include "pages/html.h"
#include "pages/views.h"
#include "pages/words.h"

namespace favilla::pages {

enum class PostSize { InList, Alone };

void write_post(Html&, const Words&, const PostView&, PostSize = PostSize::InList);
void write_post_body(Html&, const Words&, const PostView&);  // warning, words, poll
void write_byline(Html&, const Words&, const PostView&);
// Behind a word where it is hidden.
void write_media_list(Html&, const Words&, std::span<const MediaView>, bool is_hidden);
void write_avatar(Html&, const AuthorView&);
// A page of posts and the ways to the pages before and behind it; `here` is the address without paging.
void write_post_list(Html&, const Words&, const PostList&, const Url& here);

std::string anchor_of(StatusId);                                 // "p123"
std::string excerpt_of(const PostView&, std::size_t graphemes);  // the first words, without markup, on one line
void write_time(Html&, const Words&, Time);

}  // namespace favilla::pages
