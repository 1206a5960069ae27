"""Real push events on a browser, brought by its debugging protocol, and what it shows for them read back."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import BrowserContext, Page

TITLE, BODY = "Còn 2 ngày", "Biên bản sinh hoạt tháng này: đã xong trên máy, chưa gửi."


def payload(navigate: str, *, title: str = TITLE, body: str = BODY, reminder: str = "nhac-1", badge: int = 3) -> dict[str, Any]:
    """As the server sends it (docs/architecture.md, "Reminders by push")."""
    notification = {"title": title, "body": body, "lang": "vi", "navigate": navigate, "tag": "minutes", "app_badge": badge,
                    "data": {"reminder": reminder}}  # fmt: skip
    return {"web_push": 8030, "notification": notification, "app_badge": badge}


class Pushed:
    """Holds the registration of the app's service worker, through a page that is none of the app's."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.aside = context.new_page()
        self._protocol = context.new_cdp_session(self.aside)
        self._registrations: list[dict[str, Any]] = []
        self._protocol.on("ServiceWorker.workerRegistrationUpdated", lambda told: self._registrations.extend(told["registrations"]))
        self._protocol.send("ServiceWorker.enable")

    def deliver(self, data: dict[str, Any] | str) -> None:
        """As a push service would, with the app open or closed."""
        for _ in range(200):
            ours = [one["registrationId"] for one in self._registrations if one["scopeURL"] == f"{self.url}/app/" and not one["isDeleted"]]
            if ours:
                break
            self.aside.wait_for_timeout(25)
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        self._protocol.send("ServiceWorker.deliverPushMessage", {"origin": self.url, "registrationId": ours[-1], "data": text})


def notifications(page: Page) -> list[dict[str, Any]]:
    """What the app shows now, read back from the browser."""
    found: list[dict[str, Any]] = page.evaluate("""async () => {
      const registration = await navigator.serviceWorker.getRegistration('/app/');
      return (await registration.getNotifications()).map(({ title, body, lang, tag, icon, badge, data, actions }) => (
        { title, body, lang, tag, icon, badge, data, actions: actions.map((one) => one.title) }));
    }""")
    return found


def until(page: Page, question: str) -> None:
    """Ask the page again and again, until what its promise gives is true."""
    for _ in range(400):
        if page.evaluate(question):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never: {question}")
