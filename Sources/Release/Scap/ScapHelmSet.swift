internal import Foundation
package import OCI
internal import Record

/// A release on a cluster, for helm.
package struct ScapHelmTarget: Hashable, Sendable {
    package let namespace: String
    package let release: String
    package let cluster: String
    /// The images of its values file.
    package let images: [ImageReference]

    package init(namespace: String, release: String, cluster: String, images: [ImageReference]) {
        self.namespace = namespace
        self.release = release
        self.cluster = cluster
        self.images = images
    }

    init?(_ entry: ScapValuesFolder.Entry) {
        guard let target = entry.target, target.isDeployed, let cluster = entry.place.cluster else { return nil }
        self.init(
            namespace: target.namespace, release: target.release, cluster: cluster,
            images: entry.values.images.map(\.reference))
    }

    /// `mw-web/canary on codfw`
    var words: String { "\(namespace)/\(release) on \(cluster)".escapedASCII(limit: 160) }
}

/// What helm answered for a release.
package enum ScapHelmAnswer: Sendable {
    /// The deployed revision, and the images of its manifest.
    case revision(Int, images: InputReading)
    /// Why it is not known.
    case unread(String)
}

/// The images of the revisions that helm has deployed. Newer scap returns to these with `helm rollback` if a deploy fails, whatever
/// the values files say.
package enum ScapHelmSet {
    private static let mostNamed = 3

    /// The revision to which a failed deploy returns: the latest one that is deployed. `nil` if there is none.
    /// - Parameter history: The output of `helm history --output json`.
    package static func deployedRevision(_ history: [UInt8]) -> Int? {
        struct Entry: Decodable {
            let revision: Int
            let status: String
        }
        let entries = (try? JSONDecoder().decode([Entry].self, from: Data(history))) ?? []
        return entries.filter { $0.status == "deployed" }.map(\.revision).max()
    }

    /// The images, as part of the rollback set, and what an operator should know.
    package static func reading(_ answers: [(target: ScapHelmTarget, answer: ScapHelmAnswer)]) -> InputReading {
        var reading = InputReading()
        var differing: [String] = []
        var unread: [String] = []
        for (target, answer) in answers {
            switch answer {
            case .unread(let reason):
                // helm's own words are on lines of their own.
                let lines = reason.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
                unread.append("\(target.words) (\(lines.joined(separator: " ").escapedASCII(limit: 200)))")
            case .revision(let number, let images):
                reading.uses += images.uses.map { $0.of(.rollback) }
                for notice in images.notices where !reading.notices.contains(notice) { reading.notices.append(notice) }
                let running = Set(images.uses.map(\.reference))
                let other = target.images.filter { !running.contains($0) }
                guard let first = other.first else { continue }
                differing.append("\(target.words), revision \(number), does not run \(first)")
            }
        }
        if !differing.isEmpty {
            reading.notices.append(
                "helm and the values files disagree about \(differing.count) of \(answers.count) releases: "
                    + "\(list(differing)). Newer scap rolls back to the revision of helm, older scap to the values files; the "
                    + "rollback set has the images of both")
        }
        if !unread.isEmpty {
            reading.notices.append(
                "helm's revision of \(unread.count) of \(answers.count) releases is not known, so their rollback images are "
                    + "those of the values files alone: \(list(unread))")
        }
        return reading
    }

    private static func list(_ words: [String]) -> String {
        words.prefix(mostNamed).joined(separator: "; ")
            + (words.count > mostNamed ? "; and \(words.count - mostNamed) more" : "")
    }
}
