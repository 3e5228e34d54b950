package import Foundation
package import OCI

/// A fact for or against a cause.
package enum CauseFact: Codable, Hashable, Sendable {
    // Who has the content.

    /// Other backends serve it intact; some of them fetched it from behind their caches.
    case intactElsewhere(backends: [String], fromBehindCache: [String])
    /// The same, for content that only the faulty backends serve altered.
    case intactWithoutIt(backends: [String], fromBehindCache: [String])
    case registryItselfIsIntact(backend: String)
    case registryItselfIsBad(backend: String)
    case registryItselfLacksIt(backend: String)
    case noBackendHasIt
    /// Not proven exactly: the names on these backends lead to it.
    case hasItAsFarAsChecked(backends: [String])
    case onlyCachesHaveIt(backends: [String])
    case provenBefore(proof: EarlierProof)
    case wasThereBefore(proof: EarlierProof)

    // Caches.

    case sentFromCache(backends: [String])
    /// The configuration says that these backends have no cache: their bytes are those of the storage.
    case haveNoCache(backends: [String])
    /// `slice` is the first damaged slice that was a MISS.
    case cameFromBehindCache(backends: [String], slice: Int64?)
    case damageStaysInSlices(backend: String, first: Int64, last: Int64)
    case badReadWasMiss

    // The same content under another name.

    /// Proven by a claim of this run.
    case intactUnderOtherName(proof: OtherName)
    /// The blob is missing under its own name but is served under this one.
    case presentUnderOtherName(backend: String, repository: RepositoryName, cacheStatus: String?)
    /// The bytes that are damaged under the first name are right under this one.
    case rightUnderOtherName(backend: String, repository: RepositoryName, reply: CacheReply?)
    case wrongUnderOtherName(backend: String, repository: RepositoryName)

    // Copies compared with each other.

    case sameWrongBytes(backends: [String])
    case differentWrongBytes(backends: [String])
    case rightCopyCanBeComposed

    // The shape of the damage.

    case onlyDamage(damage: Damage, backend: String)
    /// One of several damages of a copy.
    case oneDamage(damage: Damage, backend: String)
    /// This many bits of one copy.
    case severalBitsDiffer(count: Int)
    /// Zeros from this byte of a slice to the end of that slice or of a later one.
    case zerosToEndOfSlice(fromByte: Int64, slice: Int64, isLast: Bool)
    case zerosWithinSlice(slice: Int64)
    /// The zeros begin at a page boundary of the cache file if its header is this long.
    case zerosBeginAtPage(headerBytes: Int64)
    case rightBytesFollowZeros
    /// No usual cache file header puts this byte of the slice at a page boundary.
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

    /// The declared length is right, but the body never completes.
    case bodyDoesNotEnd
    case bodyEndsEarly
    case bodyIsComplete
    case bodyIsEmpty
    case declaresOtherSize(backends: [String], bytes: Int64, size: Int64)
    case storedWithThatSize(slices: SliceNumbers)
    case hasFewerBytes(backends: [String], bytes: Int64, size: Int64)
    case allDeclareSameWrongLength
    case keepsNothing(backends: [String])
    /// A plain GET was answered with 416.
    case rangeIsUnsatisfiable(backends: [String])
    case connectionClosesInBody
    case connectionClosesBeforeAnswer
    /// A reply that the cache was fetching (MISS) ended early; the connection was closed, and nothing was kept.
    case closesWithinFetchedReply(backends: [String])
    /// The proxy made the error page itself; it is not from the registry behind it.
    case proxyAnswersItself(backends: [String], status: Int)
    case contentEncodingWasApplied
    case onlyTheyHaveThisContentType(backends: [String])
    case answersWithText(backend: String)
    case namesOtherDigest(backends: [String])
    case readsDiffer
    /// Two reads of the same backend returned different wrong bytes.
    case wrongReadsDiffer(backends: [String])
    /// The whole body is right, and these bytes are wrong when they are requested alone.
    case partIsWrong(backend: String, bytes: ByteRange)
    /// The whole body is right, and the reply to a request for a part declares this size for the whole.
    case partDeclaresOtherSize(backend: String, stored: Int64, size: Int64)
    /// Every part is right when it is requested alone, and the whole body is wrong.
    case partsAreRight(backends: [String])
    case bodyEndsAtSameByte(backend: String, byte: Int64, size: Int64, reads: Int)
    case refusesHead(backends: [String])

    // Manifests and tags.

    case servesManifestWithoutBlob(backends: [String])
    case hasManifest(backends: [String])
    case manifestWasAccepted
    case isStandby(backends: [String])
    /// The whole release is intact on these standbys.
    case standbyHasEverything(backends: [String])
    /// An outage of the active backends would look the same.
    case noActiveAnswers(backends: [String])
    case othersAgree(count: Int, except: [String])
    case differsFromOthers(backends: [String])
    case tagChangedOnce(askedBefore: [String], askedAfter: [String])
    case tagReadsWereClose(milliseconds: Int)

    /// A proof of the same content under another name, on a faulty backend.
    package struct OtherName: Codable, Hashable, Sendable {
        package let backend: String
        package let repository: RepositoryName
        /// Whether the bytes were fetched from behind the cache in this run.
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
    /// The backend it was proven on; `nil` if the ledger does not record it.
    package let backend: String?
    package let run: Int64?
    /// The machine of that run, if it was not this one.
    package let vantage: String?

    package init(provenAt: Date, backend: String? = nil, run: Int64? = nil, vantage: String? = nil) {
        self.provenAt = provenAt
        self.backend = backend
        self.run = run
        self.vantage = vantage
    }
}
