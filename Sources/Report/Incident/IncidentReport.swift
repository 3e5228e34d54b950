internal import Foundation
internal import OCI
internal import Record

/// An incident as a Markdown draft with the sections of an incident report.
package enum IncidentReport {
    /// The largest draft, in bytes.
    package static let largest = 4_194_304
    private static let mostRows = 100
    private static let mostBlocks = 20

    package static func render(_ incident: Incident, limit: Int = largest) -> String {
        let words = IncidentWords(incident: incident)
        var page = Markdown(limit: limit)
        page.add("# \(words.title)\n\n\(words.origin)\n")
        page.add("\n## Summary\n\n\(words.summary)\n")
        page.add("\n\(IncidentWords.blank("what happened, in a few sentences for readers outside the team"))\n")
        metadata(incident, words, &page)
        timeline(incident, &page)
        page.add("\n## Detection\n\n\([words.detection, words.unseen].filter { !$0.isEmpty }.joined(separator: " "))\n")
        page.add(
            "\n\(IncidentWords.blank("who or what noticed first; did an alert fire, and was it clear what to do?"))\n")
        impact(incident, words, &page)
        conclusions(incident, &page)
        actions(incident, &page)
        evidence(incident, &page)
        return page.text
    }

    private static func metadata(_ incident: Incident, _ words: IncidentWords, _ page: inout Markdown) {
        page.add("\n## Metadata\n")
        page.table(
            ["field", "value"],
            [
                ["incident", IncidentWords.blank("number and title")],
                ["first bad read", IncidentWords.moment(incident.start, otherwise: "none")],
                ["last good read before", IncidentWords.moment(incident.lastGood, otherwise: "not in the ledger")],
                ["right again", IncidentWords.moment(incident.end, otherwise: "not known")],
                ["duration", words.duration],
                ["runs", words.runs],
                ["seen from", IncidentWords.names(incident.vantages)],
                ["registries", IncidentWords.names(incident.registries.map(\.description))],
                ["faulty backends", IncidentWords.names(incident.backends)],
                ["severity", IncidentWords.blank("severity")],
                ["task", IncidentWords.blank("ticket")],
                ["coordinators", IncidentWords.blank("names")],
                ["responders", IncidentWords.blank("who was paged, who joined")],
            ])
    }

    private static func timeline(_ incident: Incident, _ page: inout Markdown) {
        page.add("\n## Timeline\n\nAll times are UTC.\n")
        page.table(
            ["time", "run", "event"],
            incident.events.map { event in
                [Units.time(event.at), event.run.map { "\($0)" } ?? "-", IncidentEventWords.text(event)]
            })
        page.add("\n\(IncidentWords.blank("what people and other systems did: alerts, deploys, repairs, decisions"))\n")
    }

    private static func impact(_ incident: Incident, _ words: IncidentWords, _ page: inout Markdown) {
        page.add("\n## Impact\n\n\(words.blocked)\n")
        let images = incident.images
        page.table(
            ["affected image", "listed in"],
            images.prefix(mostRows).map { image in
                [
                    Markdown.cell(image.reference.description),
                    image.origins.map { Markdown.cell($0.description) }.joined(separator: ", "),
                ]
            })
        if images.count > mostRows { page.add("\nand \(Units.counted(images.count - mostRows, "more image")).\n") }
        page.table(
            ["image of an earlier run with the same content", "run"],
            incident.earlier.prefix(mostRows).map {
                [Markdown.cell($0.reference), "\($0.run), \(Units.time($0.when))"]
            })
        page.add(
            "\n\(IncidentWords.blank("nodes that pulled the content before; users and services that were affected; how much"))\n"
        )
    }

    private static func conclusions(_ incident: Incident, _ page: inout Markdown) {
        page.add("\n## Conclusions\n")
        for explained in incident.diagnoses.prefix(mostBlocks) {
            let diagnosis = explained.diagnosis
            var lines = [diagnosis.conclusion.map { DiagnosisWords.text($0.wrappedValue) }].compactMap(\.self)
            lines += diagnosis.causes.map(\.words)
            lines += [diagnosis.openQuestion.map { "open: \(DiagnosisWords.text($0.wrappedValue))" }].compactMap(\.self)
            guard !lines.isEmpty else { continue }
            page.add("\nWhat the evidence shows about \(subject(of: diagnosis.fault)):\n\n")
            for line in lines { page.add("- \(Markdown.prose(line))\n") }
        }
        page.add("\n\(IncidentWords.blank("the root cause, and how sure it is"))\n")
        for question in ["What went well?", "What went poorly?", "Where did we get lucky?"] {
            page.add("\n### \(question)\n\n- \(IncidentWords.blank("answer"))\n")
        }
    }

    private static func actions(_ incident: Incident, _ page: inout Markdown) {
        page.add("\n## Action items\n\nSteps that Blobgate printed; it does not know which were taken:\n\n")
        var seen: Set<String> = []
        for explained in incident.diagnoses.prefix(mostBlocks) {
            for step in explained.diagnosis.steps where step.purpose != .then {
                let line = "- [ ] \(Markdown.prose(DiagnosisWords.text(step.action, withCommand: false)))\n"
                if seen.insert(line).inserted { page.add(line) }
            }
        }
        page.add("- [ ] \(IncidentWords.blank("what keeps this from happening again, with an owner"))\n")
        page.add("- [ ] \(IncidentWords.blank("what would have shown it earlier, with an owner"))\n")
    }

    private static func evidence(_ incident: Incident, _ page: inout Markdown) {
        page.add("\n## Evidence\n")
        page.table(
            ["fault", "backend", "content", "last good read", "first bad read", "last bad read", "right again"],
            incident.faults.prefix(mostRows).map { fault in
                [
                    fault.code.rawValue, fault.place.backend.map(Markdown.cell) ?? "-",
                    fault.place.digest.map { Markdown.cell($0.description) }
                        ?? IncidentEventWords.text(IncidentEvent.Subject(fault.place)),
                    IncidentWords.moment(fault.lastGood, otherwise: "not in the ledger"),
                    IncidentWords.moment(fault.firstBad), IncidentWords.moment(fault.lastBad),
                    IncidentWords.moment(fault.healed, otherwise: "not known"),
                ]
            })
        if incident.faults.count > mostRows {
            page.add("\nand \(Units.counted(incident.faults.count - mostRows, "more fault")).\n")
        }
        let count = incident.diagnoses.count
        for (index, explained) in incident.diagnoses.prefix(mostBlocks).enumerated() {
            let block = DiagnosisBlock(explained.diagnosis, of: explained.run)
            page.add("\nFrom run \(explained.run.number.map { "\($0)" } ?? "without a number"):\n")
            page.add(Markdown.block(block.page(number: index + 1, of: count).text))
        }
        if count > mostBlocks { page.add("\nand \(Units.counted(count - mostBlocks, "more fault")).\n") }
    }

    private static func subject(of fault: Fault) -> String {
        let what =
            fault.subject.digest.map { Markdown.code($0.short) } ?? fault.subject.tag.map { Markdown.code("\($0)") }
        return what ?? "\(fault.code.title)"
    }
}
