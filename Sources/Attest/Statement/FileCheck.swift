package import OCI

/// The result of checking a file of envelopes.
package struct FileCheck: Sendable {
    /// A statement that counts.
    package struct Accepted: Sendable {
        package let entry: EnvelopeFile.Entry
        package let statement: Statement
        /// The image that was asked for, if any.
        package let image: ImageReference?
    }

    /// A statement that does not.
    package struct Rejected: Hashable, Sendable {
        package let line: Int
        package let fault: StatementFault
    }

    package private(set) var accepted: [Accepted] = []
    /// The reasons, for a file whose statements all have to count, and for images that no statement counts for.
    package private(set) var rejected: [Rejected] = []
    /// The images that no statement counts for.
    package private(set) var missing: [ImageReference] = []
    /// Envelopes of other kinds.
    package private(set) var others = 0

    /// - Parameter images: The images that need a statement that counts; empty to require that all statements count.
    package init(_ file: EnvelopeFile, _ check: StatementCheck, images: [ImageReference]) {
        let wanted: [ImageReference?] = images.isEmpty ? [nil] : images
        var seen: Set<Int> = []
        for image in wanted {
            var reasons: [Rejected] = []
            var isFound = false
            for entry in file.entries {
                do throws(StatementFault) {
                    let statement = try check.statement(in: entry.envelope, about: image)
                    // One is enough for an image.
                    if image == nil || !isFound {
                        accepted.append(Accepted(entry: entry, statement: statement, image: image))
                    }
                    isFound = true
                } catch {
                    if error.isOther {
                        if seen.insert(entry.line).inserted { others += 1 }
                    } else {
                        reasons.append(Rejected(line: entry.line, fault: error))
                    }
                }
            }
            guard let image else {
                rejected += reasons
                continue
            }
            if !isFound {
                missing.append(image)
                rejected += reasons.filter { !rejected.contains($0) }
            }
        }
    }

    /// Whether everything that has to count does.
    package var isAccepted: Bool { !accepted.isEmpty && rejected.isEmpty && missing.isEmpty }
}
