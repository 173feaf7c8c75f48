"""The picture of items by poles: one mark for each outcome, none cut off, and a note that counts what is not known."""

import pytest
from sampled import real
from test_options import asked

from ptce_helpers import support_matrix, swot
from ptce_helpers.queries import Answer


@pytest.fixture(params=["en", "fr"])
def answers(raw, request):
    sample = real(raw, request.param)
    return swot.ask(sample, swot.items_of(sample, "weakness"))


def test_each_answer_is_one_mark_or_two_where_the_text_says_both(answers):
    axes = support_matrix.draw(answers).axes[0]
    shown = sum(len(marks.get_offsets()) for marks in axes.collections if marks.get_offsets()[0][0] > -10)
    both = sum(found.outcome == "both" for found in answers.found.values())
    assert both > 0 and shown == len(answers.found) + both


def test_right_of_each_item_stands_how_many_poles_support_it(answers):
    axes = support_matrix.draw(answers).axes[0]
    assert [text.get_text() for text in axes.texts] == [str(len(answers.poles(item, "supports"))) for item in answers.items]


def test_no_label_is_cut_and_none_covers_another(answers):
    figure = support_matrix.draw(answers)
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    for labels in (figure.axes[0].get_yticklabels(), figure.axes[0].get_xticklabels()):
        boxes = [label.get_window_extent() for label in labels]
        assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height for box in boxes)
        assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[:number])
    assert figure.get_figwidth() <= 10.5
    assert max(len(line) for label in figure.axes[0].get_yticklabels() for line in label.get_text().splitlines()) <= 34


@pytest.mark.parametrize(("answer", "shown"), [
    (Answer("supports", ("k",), 3.0), "supports"), (Answer("supports", ("k",), 3.0, True), "announced"),
    (Answer("both", ("k",), 3.0, True), "both"), (Answer("contradicts", ("k",)), "contradicts"), (Answer("silent", ()), "silent"),
])  # fmt: skip
def test_support_that_rests_on_a_plan_is_told_apart(answer, shown):
    assert support_matrix.shown(answer) == shown


def test_note_says_how_many_poles_and_how_many_answers_are_not_known(raw):
    paths = asked(raw)
    silent = sum(found.outcome == "silent" for found in paths.found.values())
    told = support_matrix.note(paths)
    assert f"Not known: {silent} answers of 276." in told and told.startswith("12 poles of the 2014 study and 11 poles of the 2015 study.")
    assert "Source: codings of" in told and "Missing" not in told and "No value is missing" not in told


def test_nobody_is_drawn_as_nothing(raw):
    nobody = asked(raw, studies=[])
    assert support_matrix.draw(nobody).axes[0].texts[0].get_text() == nobody.sample.labels.text("figure_nothing")
