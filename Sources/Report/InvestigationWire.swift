internal import Gate
internal import OCI

/// What a closer look found.
struct InvestigationWire: Codable {
    struct Reference: Codable {
        let kind: String
        var backend: String?
        var provenAt: String?

        init(_ reference: Investigation.Reference) {
            switch reference {
            case .copy(let name):
                kind = "copy"
                backend = Page.ascii(name)
            case .remembered(let date):
                kind = "remembered"
                provenAt = Units.rfc3339(date)
            case .composed: kind = "composed"
            case .none: kind = "none"
            }
        }
    }

    struct Piece: Codable {
        let first: Int64
        let last: Int64
        let rightOn: [String]
        let wrongOn: [String]
    }

    struct Composition: Codable {
        let combinations: Int
        let pieces: [Piece]
    }

    struct OtherName: Codable {
        let backend: String
        let repository: String
        let intact: Bool
        let cacheStatus: String?
    }

    struct Structure: Codable {
        let backend: String
        let damagedBy: Int64?
        let reason: String?
    }

    struct SavedCopy: Codable {
        let path: String
        let sources: [String]
    }

    let repository: String
    let digest: String
    let size: Int64
    let reference: Reference
    let maps: [MapWire]
    let composition: Composition?
    let otherNames: [OtherName]
    let structure: Structure?
    let savedCopy: SavedCopy?
    let limits: [String]

    init(_ look: Investigation) {
        repository = look.repository.description
        digest = look.digest.description
        size = look.size
        reference = Reference(look.reference)
        maps = look.maps.map(MapWire.init)
        composition = look.composition.map { whole in
            Composition(
                combinations: whole.combinations,
                pieces: whole.pieces.map { piece in
                    Piece(
                        first: piece.bytes.lowerBound, last: piece.bytes.upperBound - 1,
                        rightOn: piece.rightOn.map(Page.ascii), wrongOn: piece.wrongOn.map(Page.ascii))
                })
        }
        otherNames = look.otherNames.map { name in
            OtherName(
                backend: Page.ascii(name.backend), repository: name.repository.description, intact: name.isIntact,
                cacheStatus: name.cacheStatus.map(Page.ascii))
        }
        structure = look.structure.map { view in
            Structure(
                backend: Page.ascii(view.backend), damagedBy: view.damagedBy, reason: view.reason.map(Page.ascii))
        }
        savedCopy = look.savedCopy.map { copy in
            SavedCopy(path: Page.ascii(copy.path), sources: copy.sources.map(Page.ascii))
        }
        limits = look.limits.map(Page.ascii)
    }
}

/// Where one backend has the blob right and wrong.
struct MapWire: Codable {
    struct Stretch: Codable {
        let first: Int64
        let last: Int64
        let state: String
        var code: String?

        init(_ stretch: BlobMap.Stretch) {
            first = stretch.bytes.lowerBound
            last = stretch.bytes.upperBound - 1
            switch stretch.state {
            case .good: state = "good"
            case .bad: state = "bad"
            case .unreachable(let fault):
                state = "unreachable"
                code = fault.rawValue
            case .notLooked: state = "not-looked"
            }
        }
    }

    /// Wrong bytes: `kind` says which of the other keys may be there.
    struct DamageWire: Codable {
        let first: Int64
        let last: Int64
        let exact: Bool
        let differing: Int64?
        let kind: String
        var byte: Int64?
        var bit: Int?
        var by: Int64?
        var from: Int64?
        var digest: String?
        var opening: String?

        init(_ damage: Damage) {
            first = damage.bytes.lowerBound
            last = damage.bytes.upperBound - 1
            exact = damage.isExact
            differing = damage.differing
            switch damage.kind {
            case .flippedBit(let byte, let bit):
                kind = "flipped-bit"
                self.byte = byte
                self.bit = bit
            case .zeros: kind = "zeros"
            case .cutTail(let end):
                kind = "cut-tail"
                from = end
            case .shifted(let by):
                kind = "shifted"
                self.by = by
            case .repeated(let start):
                kind = "repeated"
                from = start
            case .otherBlob(let other, let offset):
                kind = "other-blob"
                digest = other.description
                from = offset
            case .text(let opening):
                kind = "text"
                self.opening = Page.ascii(opening)
            case .unlike: kind = "unlike"
            case .unknown: kind = "unknown"
            }
        }
    }

    struct Slice: Codable {
        let index: Int64
        let first: Int64
        let last: Int64
        let cacheStatus: String?
        let storedTotal: Int64?
        let rightDigest: String?
    }

    let backend: String
    let direct: Bool
    let storedSize: Int64?
    let stretches: [Stretch]
    let damages: [DamageWire]
    let slices: [Slice]

    init(_ map: BlobMap) {
        backend = Page.ascii(map.backend)
        direct = map.isDirect
        storedSize = map.storedSize
        stretches = map.stretches.map(Stretch.init)
        damages = map.damages.map(DamageWire.init)
        slices = map.slices.map { slice in
            Slice(
                index: slice.index, first: slice.bytes.lowerBound, last: slice.bytes.upperBound - 1,
                cacheStatus: slice.cacheStatus.map(Page.ascii), storedTotal: slice.storedTotal,
                rightDigest: slice.rightDigest?.description)
        }
    }
}
