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
        // Each signature is verified once, and not again for every image.
        let signed = file.entries.map { entry in
            (entry, Result { () throws(StatementFault) in try check.signed(in: entry.envelope) })
        }
        others = signed.count { _, result in
            if case .failure(let fault) = result { fault.isOther } else { false }
        }
        let wanted: [ImageReference?] = images.isEmpty ? [nil] : images
        var known: Set<Rejected> = []
        for image in wanted {
            var reasons: [Rejected] = []
            var isFound = false
            for (entry, result) in signed {
                do throws(StatementFault) {
                    let statement = try result.get()
                    try check.judge(statement, about: image)
                    // One is enough for an image.
                    if image == nil || !isFound {
                        accepted.append(Accepted(entry: entry, statement: statement, image: image))
                    }
                    isFound = true
                } catch {
                    if !error.isOther { reasons.append(Rejected(line: entry.line, fault: error)) }
                }
            }
            guard let image else {
                rejected += reasons
                continue
            }
            if !isFound {
                missing.append(image)
                rejected += reasons.filter { known.insert($0).inserted }
            }
        }
    }

    /// Whether everything that has to count does.
    package var isAccepted: Bool { !accepted.isEmpty && rejected.isEmpty && missing.isEmpty }
}
