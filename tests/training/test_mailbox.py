from playground.training.mailbox import Mailbox


def test_the_newest_value_wins_and_only_the_first_needs_a_call() -> None:
    box: Mailbox[int] = Mailbox()
    assert box.take() is None
    assert box.put(1)
    assert not box.put(2)
    assert box.take() == 2
    assert box.take() is None
    assert box.put(3)
