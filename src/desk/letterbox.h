// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/letterbox.h — answers by e-mail on the desk: an item for each thread (distribution/mail_answers.h), taken, set aside and answered as any
// other. What is written back is a mail to that reader, by the act of a person; it is no post, and nobody else sees it.
#pragma once
#include "base/result.h"
#include "desk/items.h"
#include "distribution/mail_answers.h"

namespace favilla::desk {

// Called inside the transaction in which it happened (server/subscribe_desk.cpp).
void keep_mail(db::Transaction&, const distribution::MailAnswerReceived&);
void tell_mail(db::Transaction&, const distribution::MailThreadChanged&);
void forget_mail(db::Transaction&, const distribution::MailThreadForgotten&);  // what colleagues noted goes as well

constexpr distribution::MailThreadId thread_of(const Item& item) { return {item.conversation.value}; }

bool has_subscription(db::Reader&, const Item&);  // an e-mail's, which is still there
void end_subscription(db::Transaction&, const Item&);
void bring_back_mail(db::Transaction&, const Item&);  // which was closed

struct MailAnswer {
    ItemId item;
    AccountId by;
    std::int64_t turn = 0;  // as it was when they read
    std::string text;
};
// Refuses as answer() does, and as distribution::write_mail_answer; NotFound "desk.item_missing" also of what is no e-mail. The same words of the
// same person once more, having seen the same, are answered as they were: they heard no answer.
Result<Item> answer_by_mail(db::Transaction&, const social::MailKey&, const MailAnswer&, Time now);

}  // namespace favilla::desk
