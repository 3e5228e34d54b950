package import Foundation
package import OCI

/// A fact for or against a cause.
package enum CauseFact: Codable, Hashable, Sendable {
    // Who has the content.

    /// Other backends serve it intact; some of them read it from behind their caches.
    case intactElsewhere(backends: [String], fromBehindCache: [String])
    /// The same, of content that only these backends serve changed.
    case intactWithoutIt(backends: [String], fromBehindCache: [String])
    case registryItselfIsIntact(backend: String)
    case registryItselfIsBad(backend: String)
    case registryItselfLacksIt(backend: String)
    case noBackendHasIt
    /// Without an exact proof: their names lead to it.
    case hasItAsFarAsChecked(backends: [String])
    case onlyCachesHaveIt(backends: [String])
    case provenBefore(proof: EarlierProof)
    case wasThereBefore(proof: EarlierProof)

    // Caches.

    case sentFromCache(backends: [String])
    /// The slice is the first damaged one that was a MISS.
    case cameFromBehindCache(backends: [String], slice: Int64?)
    case damageStaysInSlices(backend: String, first: Int64, last: Int64)
    case badReadWasMiss

    // The same content under another name.

    /// A claim of this run proved it.
    case intactUnderOtherName(proof: OtherName)
    /// A blob that is missing under its own name is served there.
    case presentUnderOtherName(backend: String, repository: RepositoryName, cacheStatus: String?)
    /// The damaged bytes are right there.
    case rightUnderOtherName(backend: String, repository: RepositoryName, reply: CacheReply?)
    case wrongUnderOtherName(backend: String, repository: RepositoryName)

    // Copies compared with each other.

    case sameWrongBytes(backends: [String])
    case differentWrongBytes(backends: [String])
    case rightCopyCanBeComposed

    // The shape of the damage.

    case onlyDamage(damage: Damage, backend: String)
    case severalBitsDiffer(count: Int)
    /// From this byte of a slice to its end, or to that of a later one.
    case zerosToEndOfSlice(fromByte: Int64, slice: Int64, isLast: Bool)
    case zerosWithinSlice(slice: Int64)
    /// At a page of the cache file, if its header has so many bytes.
    case zerosBeginAtPage(headerBytes: Int64)
    case rightBytesFollowZeros
    /// No usual header of a cache file puts this byte of the slice at a page.
    case noHeaderFits(byte: Int64)
    case bytesComeTooEarly(fromByte: Int64, by: Int64)
    case sliceEndsAt(slice: Int64, byte: Int64)
    case wholeSliceIsOther(slice: Int64, source: ByteSource)
    case slicesHoldOtherBytes(backend: String, first: Int64, last: Int64)
    case damageIsPageAligned
    case bytesAreText(bytes: ByteRange, backend: String, opening: String)
    case bytesAreOfBlob(bytes: ByteRange, backend: String, digest: Digest, offset: Int64)
    case notAllDamageIsOfThatBlob
    case wholeBlobIsWrong(backend: String)

    // Lengths and replies.

    /// The declared length is right, and the body does not come to its end.
    case bodyDoesNotEnd
    case bodyEndsEarly
    case bodyIsComplete
    case bodyIsEmpty
    case declaresOtherSize(backends: [String], bytes: Int64, size: Int64)
    case storedWithThatSize(slices: SliceNumbers)
    case hasFewerBytes(backends: [String], bytes: Int64, size: Int64)
    case allDeclareSameWrongLength
    case keepsNothing(backends: [String])
    /// 416 to a plain GET.
    case rangeIsUnsatisfiable(backends: [String])
    case connectionClosesInBody
    case connectionClosesBeforeAnswer
    case contentEncodingWasApplied
    case onlyTheyHaveThisContentType(backends: [String])
    case answersWithText(backend: String)
    case namesOtherDigest(backends: [String])
    case readsDiffer
    case refusesHead(backends: [String])

    // Manifests and tags.

    case servesManifestWithoutBlob(backends: [String])
    case hasManifest(backends: [String])
    case manifestWasAccepted
    case isStandby(backends: [String])
    case othersAgree(count: Int, except: [String])
    case differsFromOthers(backends: [String])
    case tagChangedOnce(askedBefore: [String], askedAfter: [String])
    case tagReadsWereClose(milliseconds: Int)

    /// A proof of the same content under another name, on a backend that showed the fault.
    package struct OtherName: Codable, Hashable, Sendable {
        package let backend: String
        package let repository: RepositoryName
        /// Whether it came from behind the cache just now.
        package let isFromBehindCache: Bool

        package init(backend: String, repository: RepositoryName, isFromBehindCache: Bool) {
            self.backend = backend
            self.repository = repository
            self.isFromBehindCache = isFromBehindCache
        }
    }
}

/// An earlier proof of some content.
package struct EarlierProof: Codable, Hashable, Sendable {
    package let provenAt: Date
    /// Where it was proven; `nil` where the ledger only knows that it was.
    package let backend: String?
    package let run: Int64?
    /// The machine of that run, where it is another one.
    package let vantage: String?

    package init(provenAt: Date, backend: String? = nil, run: Int64? = nil, vantage: String? = nil) {
        self.provenAt = provenAt
        self.backend = backend
        self.run = run
        self.vantage = vantage
    }
}
