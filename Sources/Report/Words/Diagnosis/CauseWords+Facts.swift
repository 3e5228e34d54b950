internal import Foundation
internal import OCI
internal import Record

/// Words the facts for and against a cause, without a full stop.
extension CauseWords {
    static func text(_ fact: CauseFact, now: Date) -> String {
        switch fact {
        case .intactElsewhere(let backends, let through): intact(backends, through)
        case .intactWithoutIt(let backends, let through): intact(backends, through) + ", without it"
        case .registryItselfIsIntact(let backend): "\(backend), the registry itself, serves it intact"
        case .registryItselfIsBad(let backend): "\(backend), the registry itself, serves wrong bytes"
        case .registryItselfLacksIt(let backend): "\(backend), the registry itself, does not have it"
        case .noBackendHasIt: "no backend has it"
        case .hasItAsFarAsChecked(let backends): "\(some(backends, "has", "have")) it, as far as was checked"
        case .onlyCachesHaveIt(let backends): "\(some(backends, "serves", "serve")) it only from a cache (HIT)"
        case .provenBefore(let proof): text(proof, now)
        case .wasThereBefore(let proof): "\(text(proof, now)): it was there and is now gone"

        case .sentFromCache(let backends): "\(some(backends, "serves", "serve")) it from the cache (HIT)"
        case .cameFromBehindCache(let backends, let slice):
            "\(Names(backends)) answered MISS\(slice.map { " for slice \($0)" } ?? ""): the wrong bytes just came from behind "
                + "the cache"
        case .damageStaysInSlices(let backend, let first, let last):
            "on \(backend) the damage is limited to \(slices(first, last)) of its cache"
        case .badReadWasMiss: "the bad read was a MISS: it may have been wrong behind the cache for a moment"

        case .intactUnderOtherName(let proof): text(proof)
        case .presentUnderOtherName(let backend, let repository, let status):
            "\(backend) serves the same bytes under \(repository)" + (status.map { " (\($0))" } ?? "")
        case .rightUnderOtherName(let backend, let repository, let reply):
            "\(backend) serves the same bytes intact under \(repository)" + text(reply)
        case .wrongUnderOtherName(let backend, let repository): "\(backend) serves them wrong under \(repository) too"

        case .sameWrongBytes(let backends):
            "\(Names(backends)) send the same wrong bytes, and their caches share no disk"
        case .differentWrongBytes(let backends): "\(Names(backends)) each send different wrong bytes"
        case .rightCopyCanBeComposed:
            "a good copy can be assembled from their pieces, so the storage was good once"

        case .onlyDamage(let damage, let backend): "\(PlaceWords.text(damage)) on \(backend), and nothing else differs"
        case .oneDamage(let damage, let backend): "\(PlaceWords.text(damage)) on \(backend)"
        case .severalBitsDiffer(let count): "\(count) bits differ, not one"
        case .zerosToEndOfSlice(let byte, let slice, let isLast):
            "zeros from byte \(byte) of slice \(slice) to \(isLast ? "its" : "the") end"
        case .zerosWithinSlice(let slice): "nothing but zeros within slice \(slice)"
        case .zerosBeginAtPage(let header):
            "they begin at a page boundary of the cache file if its header has \(header) bytes"
        case .rightBytesFollowZeros: "right bytes follow the zeros in the same slice"
        case .noHeaderFits(let byte):
            "no usual header size (400 to 2000 bytes) puts byte \(byte) at a page boundary"
        case .bytesComeTooEarly(let byte, let by): "from byte \(byte) on, the right bytes come \(by) too early"
        case .sliceEndsAt(let slice, let byte): "slice \(slice) ends at byte \(byte)"
        case .wholeSliceIsOther(let slice, let source):
            "slice \(slice) is wrong from its first to its last byte, and contains \(text(source))"
        case .slicesHoldOtherBytes(let backend, let first, let last):
            "on \(backend) \(slices(first, last)) contain\(first == last ? "s" : "") right bytes from another place"
        case .haveNoCache(let backends):
            "\(Names(backends)) \(Names(backends).verb("has", "have")) no cache, so the bytes come from the storage"
        case .damageIsPageAligned:
            "the damage begins and ends at multiples of 4096 in the blob, like pages of the stored object"
        case .bytesAreText(let bytes, let backend, let opening):
            "\(bytes.wrappedValue.inWords) from \(backend) are text, \"\(opening.escapedASCII(limit: 40))\""
        case .bytesAreOfBlob(let bytes, let backend, let digest, let offset):
            "\(bytes.wrappedValue.inWords) from \(backend) are those of \(digest.short)"
                + (offset == bytes.wrappedValue.lowerBound ? " at the same offset" : " from byte \(offset) on")
        case .notAllDamageIsOfThatBlob: "that object does not account for all of the damage"
        case .wholeBlobIsWrong(let backend): "the blob from \(backend) is wrong from its first to its last byte"

        case .bodyDoesNotEnd: "the declared length is right, but the body never completes"
        case .bodyEndsEarly: "the declared length is right, but the body ends early"
        case .bodyIsComplete: "the body had its full length"
        case .bodyIsEmpty: "the body is empty, and complete by its own declared length"
        case .declaresOtherSize(let backends, let bytes, let size):
            "\(some(backends, "declares", "declare")) \(bytes) bytes for the blob, not \(size)"
        case .storedWithThatSize(let slices):
            "\(PlaceWords.text(slices)) \(slices.count == 1 ? "was" : "were") stored with that total"
        case .hasFewerBytes(let backends, let bytes, let size):
            "\(some(backends, "has", "have")) \(bytes) of \(size) bytes"
        case .allDeclareSameWrongLength: "all backends declare the same wrong length"
        case .keepsNothing(let backends): "\(some(backends, "stores", "store")) it with 0 bytes"
        case .rangeIsUnsatisfiable(let backends):
            "\(some(backends, "answers", "answer")) 416 to a plain GET, as a slicing cache does for an empty object"
        case .connectionClosesInBody: "the headers are right, but the connection closes in the middle of the body"
        case .connectionClosesBeforeAnswer: "the connection closes before a reply"
        case .closesWithinFetchedReply(let backends):
            "\(some(backends, "closes", "close")) the connection within a body that it fetches for its cache (MISS), and keeps "
                + "nothing"
        case .proxyAnswersItself(let backends, let status):
            "the page with status \(status) from \(Names(backends)) is nginx's own, not the registry's"
        case .contentEncodingWasApplied: "a Content-Encoding was applied"
        case .onlyTheyHaveThisContentType(let backends):
            "only \(some(backends, "answers", "answer")) with this Content-Type"
        case .answersWithText(let backend): "\(backend) answers 200 with text instead of a blob"
        case .namesOtherDigest(let backends):
            "\(some(backends, "declares", "declare")) a different digest for it in the reply"
        case .readsDiffer: "two consecutive reads of the same path differed"
        case .wrongReadsDiffer(let backends):
            "two reads of \(Names(backends)) returned different wrong bytes, which a kept file cannot do"
        case .partIsWrong(let backend, let bytes):
            "\(backend) sends the whole body right, but \(bytes.wrappedValue.inWords) alone wrong"
        case .partDeclaresOtherSize(let backend, let stored, let size):
            "\(backend) sends the whole body of \(size) bytes right, but declares \(stored) bytes for a part of it"
        case .partsAreRight(let backends):
            "every part that \(Names(backends)) sent alone is right, although the whole body is wrong"
        case .bodyEndsAtSameByte(let backend, let byte, let size, let reads):
            "\(reads) reads of \(backend) ended at byte \(byte), \(size - byte) bytes before the end"
        case .refusesHead(let backends):
            "\(Names(backends)) answered GET of the tag, but refused the HEAD that followed"

        case .servesManifestWithoutBlob(let backends):
            "\(some(backends, "serves", "serve")) the manifest that references it, but not the blob"
        case .hasManifest(let backends):
            "\(some(backends, "has", "have")) the manifest, which a push writes after its blobs"
        case .manifestWasAccepted:
            "a manifest that references it was accepted, and most registries check the blobs at that point"
        case .standbyHasEverything(let backends):
            "\(some(backends, "serves", "serve")) every image of this release intact"
        case .noActiveAnswers: "an outage of the active side looks the same"
        case .isStandby(let backends): some(backends, "is a standby", "are standbys")
        case .othersAgree(let count, let backends):
            "\(count) backends agree, but \(some(backends, "differs", "differ"))"
        case .differsFromOthers(let backends): "\(some(backends, "differs", "differ")) from the others"
        case .tagChangedOnce(let early, let late):
            "\(some(early, "was", "were")) read before \(Names(late)), and all later reads agree"
        case .tagReadsWereClose(let milliseconds):
            "the first and the last of these reads were only \(milliseconds) ms apart"
        }
    }

    /// The same bytes under another repository are another entry of the same backend's cache.
    static func text(_ proof: CauseFact.OtherName) -> String {
        "\(proof.backend) serves the same bytes intact under \(proof.repository)"
            + (proof.isFromBehindCache
                ? ", just now from behind its cache (MISS): the storage is good if a blob is stored once for all repositories"
                : "")
    }

    private static func intact(_ backends: [String], _ through: [String]) -> String {
        let all = through.count == backends.count
        return some(backends, "serves", "serve") + " it intact"
            + (through.isEmpty ? "" : ", \(all ? "" : "\(Names(through)) ")from behind the cache (MISS)")
    }

    private static func text(_ proof: EarlierProof, _ now: Date) -> String {
        let age = PlaceWords.age(from: proof.provenAt, to: now)
        guard let backend = proof.backend else { return "it was proven \(age)" }
        let run = proof.run.map { " (run \($0)\(proof.vantage.map { " on \($0)" } ?? ""))" } ?? ""
        return "\(backend) had it intact \(age)\(run)"
    }

    private static func text(_ reply: CacheReply?) -> String {
        switch reply {
        case .miss: ", from behind its cache (MISS)"
        case .hit: " (HIT)"
        case nil: ""
        }
    }

    private static func slices(_ first: Int64, _ last: Int64) -> String {
        first == last ? "slice \(first)" : "slices \(first)-\(last)"
    }

    private static func some(_ backends: [String], _ one: String, _ many: String) -> String {
        let names = Names(backends)
        return "\(names) \(names.verb(one, many))"
    }
}
