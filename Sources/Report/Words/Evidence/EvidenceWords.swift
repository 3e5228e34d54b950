internal import OCI
package import Record

/// Words what an attempt observed. Sentences have no capital and no full stop.
package enum EvidenceWords {
    /// The full sentence.
    package static func long(_ evidence: Evidence) -> String { EvidenceWriter(form: .long).text(evidence) }

    /// A shorter form for a block that already shows the declared size: hashes are abbreviated, and a body of that size
    /// is said to have the right length.
    package static func short(_ evidence: Evidence, size: Int64?) -> String {
        EvidenceWriter(form: .short(size: size, hash: nil)).text(evidence)
    }

    /// One short sentence for several backends whose evidence differs only in the hashes of bodies of the right length;
    /// `nil` if it differs otherwise.
    package static func alike(_ all: [Evidence], size: Int64?) -> String? {
        func text(_ evidence: Evidence, hash: String) -> String {
            EvidenceWriter(form: .short(size: size, hash: hash)).text(evidence)
        }
        guard let first = all.first, all.count > 1, text(first, hash: "1") != text(first, hash: "2"),
            Set(all.map { text($0, hash: "hash") }).count == 1
        else { return nil }
        let hashes = Set(all.compactMap(\.wrongHash))
        return text(first, hash: hashes.count == 1 ? "the same hash \(hashes.first?.short ?? "")" : "different hashes")
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

/// Words evidence in one of its forms.
struct EvidenceWriter {
    enum Form {
        case long
        /// - Parameters:
        ///   - size: The size that the manifest declares.
        ///   - hash: Text that replaces the hash of a body of that size.
        case short(size: Int64?, hash: String?)
    }

    let form: Form

    func text(_ evidence: Evidence) -> String {
        switch evidence {
        case .verified(let bytes, let digest): "\(bytes) bytes that hash to \(digest.short)"
        case .present: "reported present by the backend; no bytes hashed"
        case .wrongHash, .wrongSize, .trailing, .encoded, .encodedThoughRight, .undecodable, .cut, .notUnpackable,
            .compressedForOthers, .sizeNotCompared,
            .manifestTooLarge, .manifestTooLargeForNodes, .unknownAlgorithm, .keptWrong, .keptUnread, .part:
            bodyText(evidence)
        case .wrongInPart(let problem, let transfer): "\(text(problem)); the transfer: \(text(transfer))"
        case .headNamesOther(let named, let status):
            "HEAD returned Docker-Content-Digest: \(named)\(cache(status))"
        case .headEncoded(let encoding, let status):
            "HEAD returned Content-Encoding: \(encoding)\(cache(status))"
        case .headWrongSize(let declared, let size, let status):
            "HEAD declares \(declared) bytes where the manifest says \(size)\(cache(status))"
        case .status, .storageStatus, .plainHTTP, .failed, .broken, .denied, .redirect, .unusableReply:
            accessText(evidence)
        case .stopped(let stop, let goal): text(stop, before: goal)
        case .unfinished(let transfer): RateWords.text(transfer)
        case .withheld: "not pulled: never proven before, and the first backend read served bad bytes"
        case .givenUp(let backend, let claims): "not requested: \(backend) did not answer for \(claims) claims in a row"
        case .nothingAsked: "no request was sent"
        case .otherMachines(let vantages):
            "its address belongs to one machine, but the shards ran on \(Names(vantages)): each read its own backend"
        case .notPulled(let evidence):
            "\(text(evidence)); the index lists it for no platform, such as an attestation, so nodes do not pull it"
        case .embeddedOnly(let evidence):
            "\(text(evidence)); its descriptor contains it in data, from which these nodes take it"
        case .series(let reads): text(reads)
        case .foreign(let absence, let lookup): "\(text(absence)); \(text(lookup))"
        case .elsewhere(let lookup, let node?):
            "the registry has it, but \(node.rawValue) asks only the URLs in its descriptor; \(text(lookup))"
        case .elsewhere(let lookup, nil):
            "the registry has it, but nodes ask the URLs in its descriptor first; \(text(lookup))"
        case .tagNames, .tagsDiffer, .digestHeader, .headOfTag, .headOfTagSize, .headOfManifest, .headOfManifestSize,
            .nameType, .headWithoutLength, .getOfTag, .apiRoot, .tagUnknown, .noBackend, .unexpected:
            nameText(evidence)
        case .unusableManifest, .mediaTypeConflict, .embedded, .noImage, .entryKind, .entryType, .indexTooDeep,
            .indexTooWide, .imageTooWide, .misnamed:
            manifestText(evidence)
        case .configuration, .layer, .otherPlatform: layerText(evidence)
        case .referrersListed, .noReferrersList, .referrersList, .referrers, .referrersNotFollowed, .referrerMissing:
            referrersText(evidence)
        case .spot(let observed): text(observed)
        }
    }

    func cache(_ status: String?) -> String {
        guard let status else { return "" }
        return if case .long = form { " (cache: \(status))" } else { " (\(status))" }
    }

    private func text(_ stop: Run.Stop, before goal: Evidence.Goal) -> String {
        let what =
            switch goal {
            case .proof: "this was proven"
            case .tag: "the tag was read"
            case .referrers: "it was read"
            }
        return switch stop {
        case .signal(2): "interrupted (Ctrl-C) before \(what)"
        case .signal(let number): "ended by signal \(number) before \(what)"
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
            "the first \(size) bytes are right, but \(count(received)) bytes arrived\(cache(status))"
        case .encoded(let received, let encoding, let status):
            "\(count(received)) bytes with Content-Encoding: \(encoding)\(cache(status))"
        case .undecodable(let encoding, let status):
            "Content-Encoding: \(encoding), and the body cannot be decoded\(cache(status))"
        case .encodedThoughRight(let encoding, let status):
            "the right bytes, but with Content-Encoding: \(encoding), which containerd cannot decode\(cache(status))"
        case .cut(let received, let size, let opening, let status):
            "the connection closed after \(received) of \(size) bytes; the reply declared no length"
                + "\(text(opening))\(cache(status))"
        case .notUnpackable(let fault): "the bytes match the digest, but cannot be unpacked: \(text(fault))"
        case .compressedForOthers(let compression, let node):
            "the layer is compressed with \(compression.rawValue), which \(node.rawValue) cannot unpack"
        case .sizeNotCompared(let received, let size):
            "the right bytes, \(received) of them where the manifest says \(size): containerd would refuse them"
        case .manifestTooLarge(let limit): "the manifest is larger than \(limit >> 20) MiB"
        case .manifestTooLargeForNodes(let received, let limit, let node):
            "the manifest has \(received.isLowerBound ? "at least " : "")\(received.count) bytes; \(node.rawValue) refuses "
                + "more than \(limit)"
        case .unknownAlgorithm(let name): "the digest algorithm is \(name)"
        case .keptWrong(let offset):
            "the bytes from behind the cache are right, but the copy that the cache stored is not"
                + (offset.map { ", in the MiB from byte \($0)" } ?? "")
        case .part(let observed): text(observed)
        case .keptUnread(let evidence): "second read, to check the cached copy: \(text(evidence))"
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

    private func text(_ observed: PartEvidence) -> String {
        switch observed {
        case .wrongBytes(let bytes, let found, let right, let status):
            "the whole body is right, but a request for bytes \(bytes.wrappedValue.lowerBound) to "
                + "\(bytes.wrappedValue.upperBound - 1) alone returns others, which hash to \(hash(found))"
                + (right.map { ", not \(hash($0))" } ?? "") + cache(status)
        case .otherSize(let stored, let size, let status):
            "the whole body is right, but a reply to a request for a part declares \(stored) bytes, not \(size)"
                + cache(status)
        }
    }

    private func hash(_ digest: Digest) -> String { if case .long = form { digest.description } else { digest.short } }

    private func text(_ problem: PartialProblem) -> String {
        switch problem {
        case .wrongBytes(let byte): "the bytes from \(byte) on are wrong"
        case .declaredSize(let declared, let size):
            "the reply declares \(declared) bytes where the manifest says \(size)"
        case .endsAt(let byte, let size, let reads):
            "the body ends at byte \(byte) of \(size) in each of \(reads) reads"
        }
    }

    private func text(_ observed: SpotEvidence) -> String {
        switch observed {
        case .wrongBytes(let bytes, let run, let vantage, let status):
            "spot check failed: bytes \(bytes.wrappedValue.lowerBound) to \(bytes.wrappedValue.upperBound - 1) differ from "
                + "those proven by run \(run)\(vantage.map { " on \($0)" } ?? "")\(cache(status))"
        case .otherSize(let stored, let size, let status):
            "spot check failed: the reply declares \(stored) bytes, not \(size)\(cache(status))"
        case .short(let received, let first, let status):
            "spot check failed: only \(received) bytes of the range from byte \(first) arrived\(cache(status))"
        case .unread(let evidence): "during a spot check: \(text(evidence))"
        case .refilled(let status): "cached when it was proven, but no longer\(cache(status))"
        case .noCheckpoints: "the ledger has no checkpoints for it"
        case .notAsked(let isStopped):
            "not spot-checked: "
                + (isStopped ? "the run was stopped" : "the backend did not answer other spot checks")
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
        case .changed(
            .wrongHash(let bytes, let digest, let opening, let damage, let before?),
            .wrongHash(let bytesAgain, let digestAgain, _, _, let after?))
        where bytes == bytesAgain && digest == digestAgain:
            text(.wrongHash(bytes: bytes, digest: digest, opening: opening, damage: damage, cache: nil)) + ", twice"
                + cache("\(before), then \(after)")
        case .changed(let first, let again): "\(text(first)); read again: \(text(again))"
        case .unread(let first, let fault): "\(text(first)); the second read failed: \(text(fault))"
        case .endedAlike(let received, let size, let count, let status):
            "each of \(count) reads was closed after \(received) of \(size) bytes, \(size - received) before the end"
                + cache(status)
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
        if let unread { parts.append("the next read failed: \(text(unread))") }
        let places = bad.map { "\($0)" }.joined(separator: " and ")
        return parts.joined(separator: "; ") + (reads > 2 ? " (bad: read \(places) of \(reads))" : "")
    }

    private func text(_ lookup: ForeignLookup) -> String {
        switch lookup {
        case .noURL: "it is a foreign layer, and its descriptor lists no URL to fetch it from"
        case .left(let url, let more, let need):
            "it is a foreign layer, which nodes fetch from \(url)\(more > 0 ? " or \(more) more" : ""): "
                + "\(need == .depth ? "--depth full" : "--foreign") checks it there"
        case .refusedURL(let url):
            "foreign layer: \(url) not requested: "
                + "only http and https without user information is allowed"
        case .privateURL(let url, let address):
            "foreign layer: \(url) not requested: it leads to \(address), a private address, from a public registry"
        case .failed(let url, let evidence): "foreign layer: \(url): \(text(evidence))"
        case .nothingAsked: "foreign layer: no URL was requested"
        }
    }
}
