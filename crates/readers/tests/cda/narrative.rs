//! The text for people: its words, its style, its lists and tables.

use crate::samples::{content, document, line, run, styled, table, with_text};
use readers::cda::{Block, Inline, Style};

#[test]
fn words_flow_with_single_blanks_and_keep_their_style() {
    let bold = Style {
        bold: true,
        ..Style::default()
    };
    let both = Style {
        italic: true,
        ..bold
    };
    let read = content(
        "  Un \n <content styleCode=\"Bold\">deux <content styleCode='Italics'>trois</content></content>\tquatre, H<sub>2</sub>O ",
    );
    let sub = Style {
        sub: true,
        ..Style::default()
    };
    let expected = vec![
        run("Un "),
        styled("deux ", bold),
        styled("trois ", both),
        run("quatre, H"),
        styled("2", sub),
        run("O"),
    ];
    assert_eq!(read, [Block::Paragraph(expected)]);
}

#[test]
fn what_a_version_takes_out_is_marked_and_kept() {
    let deleted = Style {
        deleted: true,
        ..Style::default()
    };
    let inserted = Style {
        inserted: true,
        ..Style::default()
    };
    let read =
        content("<content revised='delete'>5</content><content revised='insert'>6</content>");
    let expected = vec![styled("5", deleted), styled("6", inserted)];
    assert_eq!(read, [Block::Paragraph(expected)]);
}

#[test]
fn paragraphs_and_breaks_part_lines() {
    let read = content("a<paragraph>b<br/>c<br/></paragraph><br/>d");
    let expected = [
        line("a"),
        vec![Block::Paragraph(vec![run("b"), Inline::Break, run("c")])],
        line("d"),
    ];
    assert_eq!(read, expected.concat());
}

#[test]
fn lists_are_numbered_or_not_and_may_hold_lists() {
    let read = content(
        "<list listType='ordered'><caption>Liste</caption><item>a<list><item>b</item></list></item></list>",
    );
    let [
        Block::List {
            ordered,
            caption,
            items,
        },
    ] = read.as_slice()
    else {
        panic!("one list");
    };
    assert!(ordered);
    assert_eq!(*caption, [run("Liste")]);
    let [Block::Paragraph(_), Block::List { ordered, items, .. }] = items[0].content.as_slice()
    else {
        panic!("a line and a list");
    };
    assert!(!ordered);
    assert_eq!(items[0].content, line("b"));
}

#[test]
fn tables_keep_their_head_their_spans_and_their_caption() {
    let table = table(
        "<table><caption>Titre</caption><thead><tr><th colspan='2'>x</th></tr></thead><tfoot><tr><td>z</td></tr></tfoot><tbody><tr><th rowspan='99999'>y</th><td>1<br/>2</td></tr></tbody></table>",
    );
    assert_eq!(table.caption, [run("Titre")]);
    assert_eq!(table.head[0].cells[0].columns, 2);
    assert!(table.head[0].cells[0].header && table.body[0].cells[0].header);
    // Larger than can be told: one.
    assert_eq!(table.body[0].cells[0].rows, 1);
    let cell = vec![Block::Paragraph(vec![run("1"), Inline::Break, run("2")])];
    assert_eq!(table.body[0].cells[1].content, cell);
    assert_eq!(table.foot[0].cells[0].content, line("z"));
}

#[test]
fn a_span_of_a_million_columns_is_bounded() {
    let table = table("<table><tr><td colspan='60000'>a</td><td colspan='0'>b</td></tr></table>");
    assert_eq!(table.body[0].cells[0].columns, 1000);
    assert_eq!(table.body[0].cells[1].columns, 1);
}

#[test]
fn words_where_none_should_stand_in_a_table_are_not_lost() {
    let table = table("<table>a<tr>b<td>c</td></tr><tbody>d</tbody></table>");
    let cells = table.body.iter().flat_map(|row| &row.cells);
    let content: Vec<_> = cells.flat_map(|cell| cell.content.clone()).collect();
    assert_eq!(
        content,
        [line("a"), line("b"), line("c"), line("d")].concat()
    );
}

#[test]
fn footnotes_are_numbered_in_order_and_called_from_several_places() {
    let document = document(&with_text(
        "a<footnote ID='n1'>premier</footnote> b<footnote ID='n2'>second</footnote> c<footnoteRef IDREF='n1'/>",
    ));
    let expected = vec![
        run("a"),
        Inline::Note(1),
        run(" b"),
        Inline::Note(2),
        run(" c"),
        Inline::Note(1),
    ];
    assert_eq!(document.sections()[0].content, [Block::Paragraph(expected)]);
    assert_eq!(document.footnotes[0].content, line("premier"));
    assert_eq!(document.footnotes[1].content, line("second"));
}

#[test]
fn a_link_is_its_words_and_its_address_when_they_differ() {
    assert_eq!(
        content("<linkHtml href='https://a.example/b'>ici</linkHtml>."),
        line("ici (https://a.example/b).")
    );
    assert_eq!(
        content("<linkHtml href='https://a.example/b'>a.example</linkHtml>."),
        line("a.example.")
    );
}
