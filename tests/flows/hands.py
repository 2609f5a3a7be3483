"""Two ways of working through a page: with the keyboard alone, and with a finger on a phone."""

from playwright.sync_api import FilePayload, Locator, Page

#: More elements than any page of the portal lets the Tab key visit.
FAR = 400


class Keyboard:
    """Tab, letters, Enter: no pointer is ever used."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is on the element, or in it."""
        target.wait_for(state="attached")
        for _press in range(FAR):
            if target.evaluate("e => e.contains(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, option: str) -> None:
        """In a list: its first letter."""
        self.reach(target)
        self.page.keyboard.type(option[0])

    def decide(self, row: Locator, word: str) -> None:
        """On a row's decision: T accepts, K returns and goes on to the comment."""
        self.reach(row.locator("[role=group]"))
        self.page.keyboard.press({"Terima": "t", "Kembalikan": "k"}[word])

    def attach(self, target: Locator, file: FilePayload) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press(target)
        chooser.value.set_files(file)

    def unfold(self, row: Locator, summary: str) -> None:
        self.press(row.locator("summary", has_text=summary))


class Finger:
    """Taps, as on a phone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, option: str) -> None:
        target.select_option(option)

    def decide(self, row: Locator, word: str) -> None:
        row.get_by_text(word, exact=True).click()

    def attach(self, target: Locator, file: FilePayload) -> None:
        with self.page.expect_file_chooser() as chooser:
            target.click()
        chooser.value.set_files(file)

    def unfold(self, row: Locator, summary: str) -> None:
        row.locator("summary", has_text=summary).click()
