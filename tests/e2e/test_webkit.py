"""The offline story in WebKit, the engine of iPhones: the app opens with the server gone, what is typed is kept and later received."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from glob import glob
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.server import Server
from tests.support.world import PASSWORD

MONTH = date.today().strftime("%Y-%m")
DRIVER, SCREEN = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
BROWSERS = glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (DRIVER and SCREEN and BROWSERS), reason="NOT RUN: no WebKitWebDriver, Xvfb or MiniBrowser on this machine"),
]


# Reads and writes of some size, one after the other, with which the page is in the middle when it is left.
AT_WORK = """
const done = arguments[0], text = 'x'.repeat(300000), names = [...Array(20).keys()].map((one) => `name ${one}`);
import('/app/store/database.js').then(async ({ Database, wait }) => {
  const database = new Database('left');
  addEventListener('pagehide', () => database.letGo());
  const read = (tx) => names.reduce((before, name) => before.then(() => wait(tx.objectStore('meta').get(name))), Promise.resolve());
  const write = (tx) => names.reduce((before, name) => before.then(() => wait(tx.objectStore('meta').put(text, name))), Promise.resolve());
  await database.run('readwrite', write);
  for (let turn = 0; turn < 10; turn++) for (const [mode, what] of [['readwrite', write], ['readonly', read]]) void database.run(mode, what).catch(() => {});
  done('at work');
});
"""
WRITE = """
const done = arguments[0];
import('/app/store/database.js').then(async ({ Database, wait }) => {
  await new Database('left').run('readwrite', (tx) => wait(tx.objectStore('meta').put('here', 'name')));
  done('written');
});
"""


@pytest.fixture
def screen() -> Iterator[str]:
    """A virtual screen that nobody else has."""
    read, write = os.pipe()
    process = subprocess.Popen([str(SCREEN), "-displayfd", str(write), "-screen", "0", "800x900x24", "-nolisten", "tcp"], pass_fds=[write])
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    yield display
    process.terminate()
    process.wait(10)


@pytest.fixture
def browser(screen: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.setenv("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
    monkeypatch.setenv("LIBGL_ALWAYS_SOFTWARE", "1")
    options = webdriver.WebKitGTKOptions()
    options.binary_location = BROWSERS[-1]
    options.add_argument("--automation")
    driver = webdriver.WebKitGTK(options=options, service=webdriver.WebKitGTKService(str(DRIVER)))
    yield driver
    driver.quit()


def test_what_is_written_with_the_server_gone_is_received_later(browser: Any, server: Server) -> None:
    wait = WebDriverWait(browser, 30)

    def see(css: str) -> Any:
        return wait.until(lambda one: one.find_element(By.CSS_SELECTOR, css))

    browser.get(f"{server.url}/app/")
    see("#username").send_keys("na-don-bi-thu")
    see("#password").send_keys(PASSWORD)
    see("form button").click()
    see(".row-link")
    wait.until(lambda one: one.execute_script("return navigator.serviceWorker.controller !== null"))
    server.stop()

    browser.get(f"{server.url}/app/papers/meeting:{MONTH}:regular:1/when")
    place = see("#f-place")
    assert place.get_attribute("value") == "Nhà văn hóa bản Nà Đon"
    browser.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new InputEvent('input', {bubbles: true}))", place, "Nhà ông Panh, bản Nà Đon"
    )
    wait.until(lambda one: "đã lưu trên máy" in one.find_element(By.CSS_SELECTOR, "#save-line").text)
    browser.get(f"{server.url}/app/papers/meeting:{MONTH}:regular:1/when")
    assert see("#f-place").get_attribute("value") == "Nhà ông Panh, bản Nà Đon"
    browser.get(f"{server.url}/app/sending")
    see(".row .state-on-phone")

    server.start()
    see(".buttons .button").click()
    # Not merely in flight: the paper leaves the list when the server has confirmed it.
    wait.until(lambda one: not one.find_elements(By.CSS_SELECTOR, ".rows .row"))


def test_a_page_left_in_the_middle_of_its_work_keeps_no_other_from_writing(browser: Any, server: Server) -> None:
    browser.set_script_timeout(30)
    for turn in range(3):
        browser.get(f"{server.url}/app/log-in?at-work={turn}")
        assert browser.execute_async_script(AT_WORK) == "at work"
        browser.get(f"{server.url}/app/log-in?next={turn}")
        assert browser.execute_async_script(WRITE) == "written"
