internal import Foundation
internal import OCI
internal import Record

/// Words one event of an incident's timeline.
enum IncidentEventWords {
    private static let mostSubjects = 3

    static func text(_ event: IncidentEvent) -> String {
        switch event.kind {
        case .lastGood(let backend, let subjects):
            "last good read of \(list(subjects)) on \(Markdown.cell(backend)) before the fault"
        case .started(let command, let vantage):
            "\(Markdown.cell("blobgate \(command)")) started on \(Markdown.cell(vantage))"
        case .firstBad(let code, let backend, let subjects):
            "first seen: \(code.title) (\(code))\(on(backend)): \(list(subjects))"
        case .round(let round): text(round)
        case .healed(let backend, let subjects): "right again\(on(backend)): \(list(subjects))"
        case .ended(let verdict, let exitCode): ended(verdict, exitCode)
        case .overridden(let override):
            "override \(override.id) by \(Markdown.cell(override.who)) until \(Units.time(override.expiresAt)): "
                + "\(Markdown.cell(override.reason))"
        case .withdrawn(let override): "override \(override.id) withdrawn"
        }
    }

    private static func text(_ round: Round) -> String {
        let open = "\(round.refused) refused, \(round.undecided) undecided"
        let healed = round.healed.isEmpty ? "" : ", \(round.healed.count) healed"
        return "round \(round.number): \(round.verdict.rawValue), \(open)\(healed)"
    }

    private static func ended(_ verdict: Verdict?, _ exitCode: Int32?) -> String {
        let code = exitCode.map { " (exit code \($0))" } ?? ""
        guard let verdict else { return "interrupted\(code)" }
        guard let exitCode else { return verdict.rawValue }
        let effect = exitCode == 0 ? "the deploy may continue" : "the deploy must not continue"
        return "\(verdict.rawValue)\(code): \(effect)"
    }

    private static func on(_ backend: String?) -> String { backend.map { " on \(Markdown.cell($0))" } ?? "" }

    private static func list(_ subjects: [IncidentEvent.Subject]) -> String {
        let shown = subjects.prefix(mostSubjects).map(text).joined(separator: ", ")
        let more = subjects.count - mostSubjects
        return more > 0 ? "\(shown) and \(more) more" : shown
    }

    static func text(_ subject: IncidentEvent.Subject) -> String {
        switch subject {
        case .content(let digest): Markdown.cell(digest.short)
        case .tag(let repository, let tag):
            Markdown.cell([repository?.description, tag?.description].compactMap(\.self).joined(separator: ":"))
        }
    }
}
