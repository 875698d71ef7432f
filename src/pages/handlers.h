// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/handlers.h — what answers each route of routes.cpp, and in which file it stands.
#pragma once
#include "pages/visit.h"

namespace favilla::pages {

using Handler = net::Response(Visit&);

Handler show_front, show_profile, show_post, show_tag;                      // public_handlers.cpp
Handler show_embed;                                                         // embed_page.cpp
Handler show_groups, show_group, show_group_events;                         // public_handlers.cpp
Handler show_roadmap, show_idea;                                            // idea_pages.cpp
Handler show_events, show_event;                                            // events.cpp
Handler show_event_calendar, show_public_calendar, show_profile_calendar;   // calendars.cpp
Handler show_group_calendar, show_own_calendar, show_team_calendar;         // calendars.cpp
Handler show_search;                                                        // search.cpp
Handler show_integrity;                                                     // integrity_page.cpp
Handler show_about, show_rules, show_privacy, show_terms, choose_language;  // public_handlers.cpp
Handler show_profile_feed, show_tag_feed, show_group_feed;                  // feeds.cpp
Handler show_subscribe, subscribe;                                          // subscribe.cpp
Handler show_mail_request, confirm_mail_request, refuse_mail;               // subscription.cpp
Handler show_unsubscribe, show_mail_answers, unsubscribe, change_rhythm;    // subscription.cpp
Handler show_group_digest, change_group_digest;                             // group_digest.cpp
Handler show_posture_report;                                                // posture_report.cpp
Handler show_public_figures, give_figures_json, give_figures_csv;           // public_figures.cpp
Handler show_listening_alert, end_listening_alert;                          // listening_alert.cpp
Handler show_posture_letter, end_posture_letter;                            // posture_letter.cpp
Handler show_rhythm_letter, end_rhythm_letter;                              // rhythm_letter.cpp
Handler follow_short_link;                                                  // short_link.cpp
Handler show_method;                                                        // method_page.cpp
Handler show_robots, show_sitemap_index, show_sitemap, show_security_txt;   // crawlers.cpp
Handler show_sign_in, sign_in, sign_out;                                    // sign_in.cpp
Handler come_back;                                                          // come_back.cpp
Handler show_sign_in_code, sign_in_code;                                    // sign_in_code.cpp
Handler ask_for_passkey, sign_in_passkey, ask_for_step, sign_in_step;       // passkey.cpp
Handler begin_openid, finish_openid, show_join, join;                       // sign_in_openid.cpp
Handler show_arrival, arrive;                                               // arrival.cpp
Handler show_sign_up, sign_up;                                              // sign_up.cpp
Handler show_invitation, enter_code, accept_invitation;                     // invite.cpp
Handler show_email_change, change_email;                                    // email_change.cpp
Handler show_confirmation, confirm, show_resend, resend;                    // confirmation.cpp
Handler show_reset, request_reset, reset;                                   // reset.cpp
Handler show_setup, set_up;                                                 // setup.cpp
Handler show_authorize, authorize, show_code;                               // authorize.cpp
Handler open_app;                                                           // app_token.cpp

}  // namespace favilla::pages
