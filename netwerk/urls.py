"""The table of contents: every address, grouped by package. A route's name is package.view."""

from django.contrib import admin
from django.urls import include, path

from netwerk.accounts import views as accounts
from netwerk.contacts import circle_views as circles
from netwerk.contacts import connection_views as connections
from netwerk.contacts import note_views as notes
from netwerk.contacts import picking
from netwerk.contacts import views as contacts
from netwerk.encounters import views as encounters
from netwerk.favours import views as favours
from netwerk.feed import views as feed
from netwerk.health import views as health
from netwerk.introductions import views as introductions
from netwerk.mail import views as mail
from netwerk.needs import views as needs
from netwerk.needs import why_views as why
from netwerk.needs import word_views as words
from netwerk.nudges import keeping, links, stopping
from netwerk.nudges import views as nudges
from netwerk.pages import aftermath as aftermath_page
from netwerk.pages import contact as contact_page
from netwerk.pages import favour as favour_page
from netwerk.pages import favour_form, helping, introducing, merging
from netwerk.pages import given as given_page
from netwerk.pages import hello as hello_page
from netwerk.pages import log as log_page
from netwerk.pages import mailing as mail_page
from netwerk.pages import review as review_page
from netwerk.pages import today as today_page
from netwerk.timeline import views as timeline

urlpatterns = [
    # what crosses several packages
    path("", today_page.today, name="pages.today"),
    path("log/", log_page.log, name="pages.log"),
    path("contacts/<int:pk>/", contact_page.contact, name="pages.contact"),
    path("contacts/<int:pk>/log/", log_page.quick, name="pages.quick"),
    path("review/", review_page.review, name="pages.review"),
    path("me/", helping.me, name="pages.me"),
    path("hello/", hello_page.hello, name="pages.hello"),
    path("hello/skip/", hello_page.skip_hello, name="pages.skip_hello"),
    path("contacts/<int:pk>/beside/", contact_page.beside, name="pages.beside"),
    path("encounters/<int:pk>/aftermath/", aftermath_page.came_of_meeting, name="pages.came_of_meeting"),
    path("contacts/<int:pk>/merge/", merging.merge_contact, name="pages.merge_contact"),
    path("contacts/<int:pk>/possible/", helping.possible, name="pages.possible"),
    path("matches/<int:pk>/help/", helping.help_, name="pages.help"),
    path("introductions/new/", introducing.introduce, name="pages.introduce"),
    path(
        "introductions/<int:pk>/ask/<str:side>/", introducing.introduction_ask, name="pages.introduction_ask"
    ),
    path(
        "introductions/<int:pk>/yes/<str:side>/", introducing.introduction_yes, name="pages.introduction_yes"
    ),
    path("introductions/<int:pk>/no/<str:side>/", introducing.introduction_no, name="pages.introduction_no"),
    path("introductions/<int:pk>/edit/", introducing.introduction_edit, name="pages.introduction_edit"),
    path("introductions/<int:pk>/make/", introducing.introduction_make, name="pages.introduction_make"),
    path("introductions/<int:pk>/met/", introducing.introduction_met, name="pages.introduction_met"),
    path("introductions/<int:pk>/close/", introducing.introduction_close, name="pages.introduction_close"),
    path("introductions/<int:pk>/drop/", introducing.introduction_drop, name="pages.introduction_drop"),
    path("introductions/<int:pk>/undo/", introducing.introduction_undo, name="pages.introduction_undo"),
    path("giving/", given_page.given, name="pages.given"),
    # favours: their steps let the nudges know
    path("favours/new/", favour_form.new_favour, name="pages.new_favour"),
    path("favours/<int:pk>/", favour_page.favour, name="pages.favour"),
    path("favours/<int:pk>/edit/", favour_form.edit_favour, name="pages.edit_favour"),
    path("favours/<int:pk>/delete/", favour_form.delete_favour, name="pages.delete_favour"),
    path("favours/<int:pk>/done/", favour_page.done_favour, name="pages.done_favour"),
    path("favours/<int:pk>/drop/", favour_page.drop_favour, name="pages.drop_favour"),
    path("favours/<int:pk>/undo/", favour_page.undo_favour, name="pages.undo_favour"),
    path("favours/<int:pk>/thank/", favours.thank, name="favours.thank"),
    # contacts
    path("contacts/", contacts.list_, name="contacts.list"),
    path("contacts/new/", contacts.create, name="contacts.create"),
    path("contacts/pick/", picking.pick, name="contacts.pick"),
    path("contacts/<int:pk>/edit/", contacts.edit, name="contacts.edit"),
    path("contacts/<int:pk>/archive/", contacts.archive, name="contacts.archive"),
    path("contacts/<int:pk>/restore/", contacts.restore, name="contacts.restore"),
    path("contacts/<int:pk>/delete/", contacts.delete, name="contacts.delete"),
    path("contacts/<int:pk>/photo/<slug:digest>.webp", contacts.photo, name="contacts.photo"),
    path("contacts/<int:pk>/knows/", connections.connect, name="contacts.connect"),
    path("contacts/<int:pk>/known/", connections.become_known, name="contacts.become_known"),
    path("connections/<int:pk>/edit/", connections.edit_connection, name="contacts.edit_connection"),
    path("connections/<int:pk>/remove/", connections.disconnect, name="contacts.disconnect"),
    path("notes/<int:pk>/edit/", notes.edit_note, name="contacts.edit_note"),
    path("notes/<int:pk>/delete/", notes.delete_note, name="contacts.delete_note"),
    path("circles/", circles.circles, name="contacts.circles"),
    path("circles/<int:pk>/rename/", circles.rename_circle, name="contacts.rename_circle"),
    path("circles/<int:pk>/delete/", circles.delete_circle, name="contacts.delete_circle"),
    # encounters
    path("contacts/<int:pk>/plan/", encounters.plan, name="encounters.plan"),
    path("encounters/<int:pk>/", encounters.show, name="encounters.show"),
    path("encounters/<int:pk>/edit/", encounters.edit, name="encounters.edit"),
    path("encounters/<int:pk>/delete/", encounters.delete, name="encounters.delete"),
    path("encounters/<int:pk>/told/", encounters.tell, name="encounters.tell"),
    # needs and offers
    path("contacts/<int:pk>/heard/", needs.add, name="needs.add"),
    path("me/heard/", needs.add_mine, name="needs.add_mine"),
    path("needs/<int:pk>/edit/", needs.edit, name="needs.edit"),
    path("needs/<int:pk>/met/", needs.meet, name="needs.meet"),
    path("needs/<int:pk>/withdraw/", needs.withdraw, name="needs.withdraw"),
    path("needs/<int:pk>/reopen/", needs.reopen, name="needs.reopen"),
    path("needs/<int:pk>/stands/", needs.stand, name="needs.stand"),
    path("offers/<int:pk>/edit/", needs.edit_offer, name="needs.edit_offer"),
    path("needs/<int:pk>/why/", why.why, name="needs.why"),
    path("offers/<int:pk>/withdraw/", needs.withdraw_offer, name="needs.withdraw_offer"),
    path("matches/<int:pk>/dismiss/", needs.dismiss, name="needs.dismiss"),
    path("dismissed/", needs.dismissed, name="needs.dismissed"),
    path("dismissed/<int:pk>/undo/", needs.undismiss, name="needs.undismiss"),
    path("words/", words.words, name="needs.words"),
    path("words/restore/", words.restore_words, name="needs.restore_words"),
    path("words/<int:pk>/edit/", words.edit_words, name="needs.edit_words"),
    path("words/<int:pk>/remove/", words.remove_words, name="needs.remove_words"),
    # introductions
    path("introductions/", introductions.list_, name="introductions.list"),
    path("introductions/<int:pk>/", introductions.show, name="introductions.show"),
    path("introductions/<int:pk>/connect/", introductions.connect, name="introductions.connect"),
    path("introductions/<int:pk>/wording/", introductions.keep_wording, name="introductions.keep_wording"),
    path(
        "introductions/<int:pk>/wording/reset/",
        introductions.reset_wording,
        name="introductions.reset_wording",
    ),
    # timeline
    path("timeline/", timeline.all_, name="timeline.all"),
    # nudges
    path("nudges/<int:pk>/done/", nudges.done, name="nudges.done"),
    path("nudges/<int:pk>/snooze/", nudges.snooze, name="nudges.snooze"),
    path("nudges/<int:pk>/drop/", nudges.drop, name="nudges.drop"),
    path("nudges/<int:pk>/undo/", nudges.undo, name="nudges.undo"),
    path("contacts/<int:pk>/keeping/", keeping.keeping, name="nudges.keeping"),
    path("contacts/<int:pk>/rhythm/", keeping.choose_rhythm, name="nudges.choose_rhythm"),
    path("circles/<int:pk>/rhythm/", keeping.circle_rhythm, name="nudges.circle_rhythm"),
    path("contacts/<int:pk>/yearly-days/", keeping.add_yearly_day, name="nudges.add_yearly_day"),
    path("yearly-days/<int:pk>/edit/", keeping.edit_yearly_day, name="nudges.edit_yearly_day"),
    path("yearly-days/<int:pk>/remove/", keeping.remove_yearly_day, name="nudges.remove_yearly_day"),
    path("contacts/<int:pk>/reminders/", keeping.add_reminder, name="nudges.add_reminder"),
    path("reminders/", keeping.reminders, name="nudges.reminders"),
    path("reminders/<int:pk>/edit/", keeping.edit_reminder, name="nudges.edit_reminder"),
    path("reminders/<int:pk>/end/", keeping.end_reminder, name="nudges.end_reminder"),
    # links in mails: signed, and open to whoever holds them
    path("n/<str:token>/", links.show, name="nudges.link"),
    path("n/<str:token>/<str:verb>/", links.act, name="nudges.link_act"),
    path("digest/<str:token>/stop/", stopping.stop, name="nudges.stop"),
    path("digest/<str:token>/pause/", stopping.pause, name="nudges.pause"),
    path("digest/<str:token>/resume/", stopping.resume, name="nudges.resume"),
    # the calendar: its link is the key
    path("calendar/<slug:key>.ics", feed.calendar, name="feed.calendar"),
    path("settings/calendar/", feed.show, name="feed.show"),
    path("settings/calendar/make/", feed.make, name="feed.make"),
    path("settings/calendar/renew/", feed.renew, name="feed.renew"),
    path("settings/calendar/withdraw/", feed.withdraw, name="feed.withdraw"),
    # accounts and settings
    path("settings/", accounts.settings, name="accounts.settings"),
    path("settings/account/", accounts.account, name="accounts.account"),
    path("settings/account/delete/", accounts.delete, name="accounts.delete"),
    path("settings/mail/", mail_page.mail, name="pages.mail"),
    path("settings/mail/now/", mail_page.mail_now, name="pages.mail_now"),
    path("settings/mail/again/", mail_page.mail_again, name="pages.mail_again"),
    path("settings/mail/<int:pk>/", mail.show, name="mail.show"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    # for machines
    path("healthz", health.alive, name="health.alive"),
    path("readyz", health.ready, name="health.ready"),
]
