//! Reports of laboratories as their software sends them: CDA R2 of level 3, the
//! table that people read and the same results once more for machines
//! (IHE PaLM, *Sharing Laboratory Reports*).

use crate::events::Event;
use crate::{Country, TEST_NIR_OID};
use kernel::Date;
use std::fmt::Write;

/// LOINC.
const LOINC: &str = "2.16.840.1.113883.6.1";

/// A report.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// Its number.
    pub number: String,
    /// Who asked for it.
    pub asked_by: String,
    /// Its results, under their headings.
    pub sections: Vec<Section>,
    /// What the biologist adds.
    pub comment: Option<String>,
}

/// Results under a heading.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub title: &'static str,
    pub specimen: &'static str,
    pub lines: Vec<Line>,
}

/// A result.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub name: &'static str,
    /// Its LOINC code.
    pub code: &'static str,
    /// With a point.
    pub value: String,
    pub unit: &'static str,
    pub low: Option<String>,
    pub high: Option<String>,
    /// H, L or N, as the laboratory marks it.
    pub mark: &'static str,
    /// The value before, and its day.
    pub before: Option<(String, Date)>,
}

/// The file.
pub(crate) fn cda(country: &Country, event: &Event, report: &Report) -> Vec<u8> {
    let mut out = String::with_capacity(16 * 1024);
    // Writing to a string cannot fail.
    let _written = write(&mut out, country, event, report);
    out.into_bytes()
}

fn write(out: &mut String, country: &Country, event: &Event, report: &Report) -> std::fmt::Result {
    let person = &country.insured[event.person];
    let day = event.day.strftime("%Y%m%d").to_string();
    let title = escaped(&event.title);
    let number = escaped(&report.number);
    let names: String = person.first_names.join(" ");
    let used = person
        .used_name
        .as_deref()
        .map_or_else(String::new, |name| {
            format!("<family qualifier=\"SP\">{}</family>", escaped(name))
        });
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n\
         <realmCode code=\"FR\"/><typeId root=\"2.16.840.1.113883.1.3\" extension=\"POCD_HD000040\"/>\n\
         <templateId root=\"1.3.6.1.4.1.19376.1.3.3\"/>\n\
         <id root=\"2.25.271828\" extension=\"{number}\"/>\n\
         <code code=\"11502-2\" codeSystem=\"{LOINC}\" displayName=\"CR d'examens biologiques\"/>\n\
         <title>{title}</title><effectiveTime value=\"{day}120000+0100\"/>\n\
         <confidentialityCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.25\"/><languageCode code=\"fr-FR\"/>\n\
         <recordTarget><patientRole><id root=\"{TEST_NIR_OID}\" extension=\"{}\"/>\n\
         <patient><name><family qualifier=\"BR\">{}</family>{used}<given>{}</given><given qualifier=\"BR\">{}</given></name>\n\
         <administrativeGenderCode code=\"{}\" codeSystem=\"2.16.840.1.113883.5.1\"/><birthTime value=\"{}\"/></patient>\n\
         </patientRole></recordTarget>\n",
        person.matricule,
        escaped(&person.birth_name),
        escaped(&names),
        escaped(person.first_name()),
        person.sex.code(),
        person.birth_date.strftime("%Y%m%d"),
    )?;
    write_author(out, country, event, &day)?;
    write!(
        out,
        "<componentOf><encompassingEncounter><effectiveTime value=\"{day}\"/></encompassingEncounter></componentOf>\n\
         <component><structuredBody>\n"
    )?;
    for (place, section) in report.sections.iter().enumerate() {
        write_section(out, section, place, &day)?;
    }
    write!(
        out,
        "<component><section><title>Commentaires</title><text>{}\
         <paragraph>Demande n° {number}. Prescripteur : {}. Prélèvement du {}, à jeun.</paragraph>\
         <paragraph>Document fictif : ni la personne ni le laboratoire n’existent. Les valeurs de référence tiennent compte de l’âge et du sexe.</paragraph></text></section></component>\n\
         </structuredBody></component>\n</ClinicalDocument>\n",
        report
            .comment
            .as_deref()
            .map_or_else(String::new, |comment| {
                format!("<paragraph>{}</paragraph>", escaped(comment))
            }),
        escaped(&report.asked_by),
        event.day.strftime("%d/%m/%Y"),
    )
}

fn write_author(out: &mut String, country: &Country, event: &Event, day: &str) -> std::fmt::Result {
    let Some(biologist) = country.signatory(event) else {
        return Ok(());
    };
    let name = format!(
        "<name><given>{}</given><family>{}</family></name>",
        escaped(&biologist.first_name),
        escaped(&biologist.last_name)
    );
    let place = escaped(&biologist.place.name);
    writeln!(
        out,
        "<author><time value=\"{day}\"/><assignedAuthor><id root=\"1.2.250.1.71.4.2.1\" extension=\"{}\"/>\
         <assignedPerson>{name}</assignedPerson>\
         <representedOrganization><name>{place}</name></representedOrganization></assignedAuthor></author>\n\
         <custodian><assignedCustodian><representedCustodianOrganization><name>{place}</name>\
         </representedCustodianOrganization></assignedCustodian></custodian>",
        biologist.rpps
    )
}

fn write_section(out: &mut String, section: &Section, place: usize, day: &str) -> std::fmt::Result {
    write!(
        out,
        "<component><section><templateId root=\"1.3.6.1.4.1.19376.1.3.3.2.1\"/><title>{}</title>\n\
         <text><table><thead><tr><th>Analyse</th><th>Résultat</th><th>Unité</th>\
         <th>Valeurs de référence</th><th>Antériorité</th></tr></thead><tbody>",
        section.title
    )?;
    for (n, line) in section.lines.iter().enumerate() {
        let sign = match line.mark {
            "H" => " +",
            "L" => " –",
            _ => "",
        };
        let value = line.value.replace('.', ",");
        let value = match sign {
            "" => value,
            sign => format!("<content styleCode=\"Bold\">{value}{sign}</content>"),
        };
        let before = line
            .before
            .as_ref()
            .map_or_else(String::new, |(value, day)| {
                format!("{} ({})", value.replace('.', ","), day.strftime("%d/%m/%Y"))
            });
        write!(
            out,
            "<tr ID=\"r{place}-{n}\"><td>{}</td><td>{value}</td><td>{}</td><td>{}</td><td>{before}</td></tr>",
            line.name,
            line.unit,
            usual(line),
        )?;
    }
    write!(
        out,
        "</tbody></table></text>\n\
         <entry typeCode=\"DRIV\"><templateId root=\"1.3.6.1.4.1.19376.1.3.1\"/>\
         <act classCode=\"ACT\" moodCode=\"EVN\"><code nullFlavor=\"UNK\"/><statusCode code=\"completed\"/>\n\
         <entryRelationship typeCode=\"COMP\"><organizer classCode=\"BATTERY\" moodCode=\"EVN\">\
         <templateId root=\"1.3.6.1.4.1.19376.1.3.1.4\"/><code nullFlavor=\"UNK\"><originalText>{}</originalText></code>\
         <statusCode code=\"completed\"/><effectiveTime value=\"{day}\"/>\
         <specimen><specimenRole><specimenPlayingEntity><name>{}</name></specimenPlayingEntity></specimenRole></specimen>\n",
        section.title, section.specimen
    )?;
    for (n, line) in section.lines.iter().enumerate() {
        write_result(out, line, &format!("r{place}-{n}"), day)?;
    }
    out.write_str("</organizer></entryRelationship></act></entry></section></component>\n")
}

fn write_result(out: &mut String, line: &Line, row: &str, day: &str) -> std::fmt::Result {
    let unit = line.unit;
    write!(
        out,
        "<component><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"1.3.6.1.4.1.19376.1.3.1.6\"/>\
         <code code=\"{}\" codeSystem=\"{LOINC}\" displayName=\"{}\"/><text><reference value=\"#{row}\"/></text>\
         <statusCode code=\"completed\"/><effectiveTime value=\"{day}\"/>\
         <value xsi:type=\"PQ\" value=\"{}\" unit=\"{unit}\"/>\
         <interpretationCode code=\"{}\" codeSystem=\"2.16.840.1.113883.5.83\"/>",
        line.code, line.name, line.value, line.mark
    )?;
    if line.low.is_some() || line.high.is_some() {
        let end = |name: &str, end: &Option<String>| {
            end.as_ref().map_or_else(String::new, |value| {
                format!("<{name} value=\"{value}\" unit=\"{unit}\"/>")
            })
        };
        write!(
            out,
            "<referenceRange><observationRange><value xsi:type=\"IVL_PQ\">{}{}</value>\
             <interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.83\"/></observationRange></referenceRange>",
            end("low", &line.low),
            end("high", &line.high)
        )?;
    }
    out.write_str("</observation></component>\n")
}

fn usual(line: &Line) -> String {
    let written = |value: &String| value.replace('.', ",");
    match (&line.low, &line.high) {
        (Some(low), Some(high)) => format!("{} – {}", written(low), written(high)),
        (Some(low), None) => format!("≥ {}", written(low)),
        (None, Some(high)) => format!("≤ {}", written(high)),
        (None, None) => String::new(),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
    out
}
