internal import Foundation
internal import OCI
internal import Record

/// The evidence that the cells lead to: every read of the contents with a fault, then what each image consists of.
struct EvidenceSection: HTMLSection {
    let scene: HTMLScene

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        html.section(.evidence, HTMLWords.evidence, note: HTMLWords.evidenceNote) { html in
            for content in scene.contents { add(content, &html) }
            if scene.moreContents > 0 { html.element(.p, text: HTMLWords.more(scene.moreContents, "content")) }
            for (index, image) in run.images.enumerated() {
                ImageEvidence(scene: scene, image: image, index: index).add(to: &html)
            }
        }
    }

    private func add(_ content: HTMLScene.Content, _ html: inout HTMLText) {
        guard let first = content.claims.first.map({ scene.claims[$0] }) else { return }
        html.element(.details) { html in
            html.element(.summary) { html in
                html.element(.span, .style(content.worst.style), text: CellWords.text(content.worst))
                html.append(" \(scene.name(of: first, isShort: true)) of \(first.registry)/\(first.repository)")
            }
            html.element(.p, .style(.wrap)) { html in
                html.element(.code, text: first.digest.description)
                if let size = first.size { html.append(" \(Units.exact(size))") }
            }
            for index in content.claims {
                let claim = scene.claims[index]
                html.element(.h3, .id(.claim(index)), text: claim.backend)
                html.element(.p, text: StatusWords.text(claim, at: run.finished))
                html.attempts(claim.attempts, "\(claim.backend): \(scene.name(of: claim, isShort: true))")
            }
        }
    }
}

extension HTMLText {
    /// Adds a table of requests; nothing if there were none.
    mutating func attempts(_ attempts: [Attempt], _ caption: String) {
        guard !attempts.isEmpty else { return }
        table(caption, ["try", "started", "address", "took", "cache", "certificate", "result"]) { html in
            html.element(.tbody) { html in
                for (number, attempt) in attempts.enumerated() {
                    html.row([
                        "\(number + 1)", Units.time(attempt.started), attempt.address ?? HTMLWords.none,
                        Units.duration(Double(attempt.milliseconds) / 1000), attempt.cacheStatus ?? HTMLWords.none,
                        attempt.certificate.map { String($0.prefix(16)) } ?? HTMLWords.none,
                        EvidenceWords.long(attempt.evidence),
                    ])
                }
            }
        }
    }
}
