"""What everybody meets: an unknown word, the guest, a restart."""

from tests.journeys.company import Company


def test_an_unknown_word_is_answered_with_the_nearest_command(company: Company) -> None:
    answer = company.maria.command("/handoff stauts Acme")
    assert "Did you mean `/handoff status`?" in answer["response"]["text"]


def test_a_word_that_was_begun_is_answered_with_the_command_it_begins(company: Company) -> None:
    answer = company.maria.command("/handoff statu")
    assert "Did you mean `/handoff status`?" in answer["response"]["text"]
    answer = company.maria.command("/handoff stat")
    assert "Did you mean `/handoff status`?" in answer["response"]["text"]


def test_a_word_like_no_command_is_answered_with_the_way_to_help(company: Company) -> None:
    answer = company.maria.command("/handoff <@U0LENA>&")
    assert "&lt;@u0lena&gt;&amp;" in answer["response"]["text"].lower()
    assert "`/handoff help`" in answer["response"]["text"]


def test_a_guest_is_told_that_handoff_is_for_members(company: Company) -> None:
    answer = company.gita.command("/handoff list")
    assert "members of this workspace" in str(answer["response"])


def test_after_a_restart_the_bot_answers_as_before(company: Company) -> None:
    company.bot.restart()
    assert company.maria.command("/handoff help")["ok"]
