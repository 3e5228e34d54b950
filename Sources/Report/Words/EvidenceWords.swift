internal import OCI
package import Record

/// Says what an attempt observed. Sentences have no capital and no full stop.
package enum EvidenceWords {
    /// The whole sentence.
    package static func long(_ evidence: Evidence) -> String { EvidenceWriter(form: .long).text(evidence) }

    /// The same in little room, beside the size that the manifest declares: hashes are cut, and a body of that size has
    /// the right length.
    package static func short(_ evidence: Evidence, size: Int64?) -> String {
        EvidenceWriter(form: .short(size: size, hash: nil)).text(evidence)
    }

    /// One short sentence for what several backends showed, where all of it is the same but for the hashes of bodies of
    /// the right length.
    package static func alike(_ all: [Evidence], size: Int64?) -> String? {
        func text(_ evidence: Evidence, hash: String) -> String {
            EvidenceWriter(form: .short(size: size, hash: hash)).text(evidence)
        }
        guard let first = all.first, all.count > 1, text(first, hash: "1") != text(first, hash: "2"),
            Set(all.map { text($0, hash: "hash") }).count == 1
        else { return nil }
        let hashes = Set(all.compactMap(\.wrongHash))
        return text(first, hash: hashes.count == 1 ? "the same hash \(hashes.first?.short ?? "")" : "other hashes")
    }
}

extension Evidence {
    /// The hash of the first wrong body.
    fileprivate var wrongHash: Digest? {
        switch self {
        case .wrongHash(_, let digest, _, _, _): digest
        case .series(.tries(let last, _)): last.wrongHash
        case .series(.recovered(let first)), .series(.changed(let first, _)), .series(.unread(let first, _)):
            first.wrongHash
        case .series(.same(let evidence)): evidence.wrongHash
        case .series(.flapping(let runs, _)): runs.lazy.compactMap(\.evidence).first?.wrongHash
        default: nil
        }
    }
}

/// Writes evidence in one of its forms.
struct EvidenceWriter {
    enum Form {
        case long
        /// - Parameters:
        ///   - size: What the manifest declares.
        ///   - hash: Words in the place of the hash of a body of that size.
        case short(size: Int64?, hash: String?)
    }

    let form: Form

    func text(_ evidence: Evidence) -> String {
        switch evidence {
        case .verified(let bytes, let digest): "\(bytes) bytes that hash to \(digest.short)"
        case .present: "the backend says that it has it; no byte was hashed"
        case .wrongHash, .wrongSize, .trailing, .encoded, .encodedThoughRight, .cut, .notUnpackable,
            .manifestTooLarge, .unknownAlgorithm, .keptWrong, .keptUnread:
            bodyText(evidence)
        case .headNamesOther(let named, let status):
            "a HEAD is answered with Docker-Content-Digest: \(named)\(cache(status))"
        case .headEncoded(let encoding, let status):
            "a HEAD is answered with Content-Encoding: \(encoding)\(cache(status))"
        case .headWrongSize(let declared, let size, let status):
            "a HEAD declares \(declared) bytes where the manifest says \(size)\(cache(status))"
        case .status, .storageStatus, .plainHTTP, .failed, .broken, .denied, .redirect, .unusableReply:
            accessText(evidence)
        case .stopped(let stop, let goal): text(stop, before: goal)
        case .withheld: "not pulled: never proven before, and the first backend that was asked served bad bytes"
        case .givenUp(let backend, let claims): "not asked: \(backend) left \(claims) claims in a row without an answer"
        case .nothingAsked: "nothing was asked"
        case .series(let reads): text(reads)
        case .foreign(let absence, let lookup): "\(text(absence)); \(text(lookup))"
        case .tagNames, .tagsDiffer, .digestHeader, .headOfTag, .headOfTagSize, .tagUnknown, .noBackend, .unexpected:
            nameText(evidence)
        case .unusableManifest, .mediaTypeConflict, .embedded, .noImage, .indexTooDeep, .indexTooWide, .imageTooWide,
            .misnamed:
            manifestText(evidence)
        case .configuration, .layer, .otherPlatform: layerText(evidence)
        case .referrersListed, .noReferrersList, .referrersList, .referrers, .referrersNotFollowed, .referrerMissing:
            referrersText(evidence)
        case .spot(let observed): text(observed)
        }
    }

    func cache(_ status: String?) -> String {
        guard let status else { return "" }
        return if case .long = form { " (cache says \(status))" } else { " (\(status))" }
    }

    private func text(_ stop: Run.Stop, before goal: Evidence.Goal) -> String {
        let what =
            switch goal {
            case .proof: "this was proven"
            case .tag: "the tag was read"
            case .referrers: "it was read"
            }
        return switch stop {
        case .signal(let number): "signal \(number) came before \(what)"
        case .deadline: "the deadline passed before \(what)"
        }
    }
}

// MARK: Bodies

extension EvidenceWriter {
    private func bodyText(_ evidence: Evidence) -> String {
        switch evidence {
        case .wrongHash(let bytes, let digest, let opening, let damage, let status):
            hash(bytes, digest) + text(opening) + text(damage) + cache(status)
        case .wrongSize(let received, let size, let opening, let status):
            "\(count(received)) bytes where the manifest says \(size)\(text(opening))\(cache(status))"
        case .trailing(let size, let received, let status):
            "the first \(size) bytes are right, and \(count(received)) bytes came\(cache(status))"
        case .encoded(let received, let encoding, let status):
            "\(count(received)) bytes with Content-Encoding: \(encoding)\(cache(status))"
        case .encodedThoughRight(let encoding, let status):
            "the bytes that were asked for, with Content-Encoding: \(encoding), which nodes decode\(cache(status))"
        case .cut(let received, let size, let opening, let status):
            "the connection ended after \(received) of \(size) bytes, and the reply had declared no length"
                + "\(text(opening))\(cache(status))"
        case .notUnpackable(let fault): "the bytes are those that were asked for: \(text(fault))"
        case .manifestTooLarge(let limit): "the manifest is larger than \(limit >> 20) MiB"
        case .unknownAlgorithm(let name): "the digest's algorithm is \(name)"
        case .keptWrong(let offset):
            "the bytes that came from behind the cache are right, and those that it kept of them are not"
                + (offset.map { ", in the MiB from byte \($0)" } ?? "")
        case .keptUnread(let evidence): "read again for what the cache keeps: \(text(evidence))"
        default: ""
        }
    }

    private func hash(_ bytes: Int64, _ digest: Digest) -> String {
        switch form {
        case .long: "\(bytes) bytes that hash to \(digest)"
        case .short(bytes, let words?): "right length, \(words)"
        case .short(bytes, nil): "right length, hash \(digest.short)"
        case .short: "\(bytes) bytes that hash to \(digest.short)"
        }
    }

    private func count(_ bytes: ReceivedBytes) -> String {
        bytes.isLowerBound ? "more than \(bytes.count)" : "\(bytes.count)"
    }

    private func text(_ opening: BodyOpening?) -> String {
        switch opening {
        case nil: ""
        case .empty: ": the body is empty"
        case .page(let type, let opening): ", \(type) beginning \"\(opening)\""
        }
    }

    private func text(_ damage: LayerFault?) -> String {
        damage.map { ", damaged at or before byte \($0.packedOffset) (\($0.reason))" } ?? ""
    }

    private func text(_ fault: LayerFault) -> String {
        switch fault.kind {
        case .compression:
            "\(fault.reason), at or before byte \(fault.packedOffset) (after \(fault.unpackedOffset) unpacked bytes)"
        case .limit: "\(fault.reason), reached at byte \(fault.packedOffset)"
        case .tar: "\(fault.reason), at byte \(fault.unpackedOffset) of the unpacked archive"
        }
    }

    private func text(_ observed: SpotEvidence) -> String {
        switch observed {
        case .wrongBytes(let bytes, let run, let vantage, let status):
            "bad in a spot check: bytes \(bytes.wrappedValue.lowerBound) to \(bytes.wrappedValue.upperBound - 1) are not "
                + "those that were proven by run \(run)\(vantage.map { " on \($0)" } ?? "")\(cache(status))"
        case .otherSize(let stored, let size, let status):
            "bad in a spot check: the reply tells of \(stored) bytes, not \(size)\(cache(status))"
        case .short(let received, let first, let status):
            "bad in a spot check: \(received) bytes came of the range from byte \(first)\(cache(status))"
        case .unread(let evidence): "in a spot check: \(text(evidence))"
        case .refilled(let status): "the cache kept it when it was proven, and not any more\(cache(status))"
        case .noCheckpoints: "the ledger has no checkpoints of it"
        case .notAsked(let isStopped):
            "not asked in a spot check: "
                + (isStopped ? "the run was ended" : "the backend left other spot checks without an answer")
        }
    }
}

// MARK: Several reads

extension EvidenceWriter {
    private func text(_ series: ReadSeries) -> String {
        switch series {
        case .tries(let last, let count): "\(text(last)) (\(count) tries)"
        case .recovered(let first): "first \(text(first)); then good on a new connection"
        case .same(let evidence): "\(text(evidence)), twice"
        case .changed(let first, let again): "\(text(first)); read again: \(text(again))"
        case .unread(let first, let fault): "\(text(first)); it could not be read again: \(text(fault))"
        case .flapping(let runs, let unread): text(runs, unread)
        }
    }

    private func text(_ runs: [ReadRun], _ unread: Evidence?) -> String {
        var parts: [String] = []
        var bad: [Int] = []
        var reads = 0
        for run in runs {
            let word = parts.isEmpty ? "first" : "then"
            if let evidence = run.evidence {
                parts.append("\(word) \(text(evidence))" + (run.count > 1 ? ", \(run.count) times" : ""))
                bad += (reads + 1)...(reads + run.count)
            } else {
                parts.append(
                    run.count == 1 ? "\(word) good on a new connection" : "\(word) good \(run.count) times in a row")
            }
            reads += run.count
        }
        if let unread { parts.append("it could not be read again: \(text(unread))") }
        let places = bad.map { "\($0)" }.joined(separator: " and ")
        return parts.joined(separator: "; ") + (reads > 2 ? " (bad: read \(places) of \(reads))" : "")
    }

    private func text(_ lookup: ForeignLookup) -> String {
        switch lookup {
        case .noURL: "it is a foreign layer, and its descriptor names no URL to fetch it from"
        case .left(let url, let more, let need):
            "it is a foreign layer, which nodes fetch from \(url)\(more > 0 ? " or \(more) more" : ""): "
                + "\(need == .depth ? "--depth full" : "--foreign") looks there"
        case .refusedURL(let url): "a foreign layer: \(url) is not asked: only https, without user information"
        case .failed(let url, let evidence): "a foreign layer: \(url): \(text(evidence))"
        case .nothingAsked: "a foreign layer: no URL was asked"
        }
    }
}
