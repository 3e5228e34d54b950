internal import Foundation
internal import Record

/// The breaks from the incident's table.
extension DamageScene {
    private static let bit: Int64 = 734_003_217
    private static let tail = slice(35).bytes.lowerBound + 3129..<slice(35).bytes.upperBound

    private static func rot(_ content: String) -> SampleRun.Answer {
        .tries([.wrong(content, cache: "HIT"), .wrong(content, cache: "HIT")])
    }

    package static let all: [DamageScene] = [
        DamageScene("flipped-bit") { sample in
            sample.answer("big", on: "registry1004", with: rot("rot"))
            let damage = damage(bit..<(bit + 1), .flippedBit(byte: bit, bit: 3), differing: 1)
            sample.investigations = [
                try investigation(
                    .copy(backend: "registry1005"), [map("registry1004", [damage], slices: [slice(140)])],
                    otherNames: [otherName("registry1004", isIntact: true, "MISS")])
            ]
            let uses = (9...11).map { number in
                EarlierUse(
                    run: Int64(number), when: SampleRun.started.addingTimeInterval(Double(number - 12) * 86_400),
                    reference: "\(SampleRun.registryName)/restricted/mediawiki-multiversion:2025-03-\(number + 17)",
                    origins: ["helmfile.d/mw-web/values.yaml:12"])
            }
            sample.earlierUses = [EarlierUses(digest: SampleRun.digest("big"), uses: uses)]
        },
        DamageScene("zeroed-page") { sample in
            sample.answer("big", on: "registry1004", with: rot("rot"))
            let start = slice(7).bytes.lowerBound + 409_600
            let page = zeros(start..<(start + 4096), differing: 4081)
            sample.investigations = [
                try investigation(.copy(backend: "registry1005"), [map("registry1004", [page], slices: [slice(7)])])
            ]
        },
        DamageScene("lost-writes", usual: "MISS") { sample in
            sample.answer("big", on: "registry2004", with: rot("rot"))
            sample.investigations = [
                try investigation(
                    .copy(backend: "registry1004"),
                    [map("registry2004", [zeros(tail, differing: 5_219_110)], slices: [slice(35)])])
            ]
        },
        DamageScene("zeroed-slice") { sample in
            try sample.addDirect()
            sample.answer("big", on: "registry-direct", with: .good())
            sample.answer("big", on: "registry1005", with: rot("rot"))
            let whole = slice(3).bytes
            sample.investigations = [
                try investigation(
                    .copy(backend: "registry-direct"),
                    [
                        map("registry1005", [zeros(whole, differing: 5_222_001)], slices: [slice(3)]),
                        map("registry-direct", isDirect: true),
                    ])
            ]
        },
        DamageScene("short-slice") { sample in
            let cut = slice(9).bytes.lowerBound + 3_000_000
            let stalled = SampleRun.Try.broken(.accessStalled, "no byte for 15 s", after: size - 2_242_880)
            sample.answer("big", on: "registry1004", with: stalled, stalled)
            let shift = damage(cut..<slice(9).bytes.upperBound, .shifted(by: 2_242_880))
            sample.investigations = [
                try investigation(.copy(backend: "registry1005"), [map("registry1004", [shift], slices: [slice(9)])])
            ]
        },
        DamageScene("swapped-slice") { sample in
            sample.answer("big", on: "registry1004", with: rot("rot"))
            let swapped = damage(slice(12).bytes, .repeated(from: slice(40).bytes.lowerBound), differing: 5_222_379)
            sample.investigations = [
                try investigation(
                    .copy(backend: "registry2004"),
                    [
                        map("registry1004", [swapped], slices: [slice(12)]),
                        map("registry2004", slices: [slice(12, "MISS")]),
                    ])
            ]
        },
        DamageScene("slice-of-another-blob") { sample in
            sample.answer("big", on: "registry1004", with: rot("rot"))
            let other = damage(
                slice(12).bytes,
                .otherBlob(digest: SampleRun.digest("base"), offset: slice(3).bytes.lowerBound), differing: 5_222_379)
            sample.investigations = [
                try investigation(.copy(backend: "registry2004"), [map("registry1004", [other], slices: [slice(12)])])
            ]
        },
        DamageScene("all-bad-alike") { sample in
            let start: Int64 = 183_500_800
            let zeros = zeros(start..<(start + 65_536), differing: 65_279)
            for backend in SampleRun.fronts { sample.answer("big", on: backend, with: rot("rot")) }
            sample.investigations = [
                try investigation(
                    .remembered(provenAt: SampleRun.started.addingTimeInterval(-6 * 86_400)),
                    SampleRun.fronts.map { map($0, [zeros], slices: [slice(35)]) })
            ]
        },
        DamageScene("all-different-composed") { sample in
            let places: [Int64] = [2, 40, 99]
            var maps: [BlobMap] = []
            var pieces: [Investigation.Composition.Piece] = []
            for (backend, index) in zip(SampleRun.fronts, places) {
                sample.answer("big", on: backend, with: rot("rot \(backend)"))
                let bytes = (slice(index).bytes.lowerBound + 1000)..<(slice(index).bytes.lowerBound + 5000)
                maps.append(map(backend, [damage(bytes, .unlike, differing: 3984)], slices: [slice(index)]))
                pieces.append(
                    Investigation.Composition.Piece(
                        bytes: slice(index).bytes, rightOn: SampleRun.fronts.filter { $0 != backend },
                        wrongOn: [backend]))
            }
            sample.investigations = [
                try investigation(
                    .composed, maps, composition: Investigation.Composition(pieces: pieces, combinations: 5))
            ]
        },
        DamageScene("storage-bad-caches-good") { sample in
            try sample.addDirect()
            sample.answer("big", on: "registry-direct", with: .wrong("rot"), .wrong("rot"))
            let damage = damage(bit..<(bit + 1), .flippedBit(byte: bit, bit: 0), differing: 1)
            sample.investigations = [
                try investigation(
                    .copy(backend: "registry1004"), [map("registry-direct", [damage], isDirect: true)],
                    saved: Investigation.SavedCopy(path: "/var/tmp/1938c5086e22.blob", sources: ["registry1004"]))
            ]
        },
        DamageScene("storage-bad-one-refilled") { sample in
            sample.answer("big", on: "registry2004", with: rot("rot"))
            let start = slice(35).bytes.lowerBound + 8192
            sample.investigations = [
                try investigation(
                    .copy(backend: "registry1004"),
                    [
                        map(
                            "registry2004", [zeros(start..<(start + 4096), differing: 4080)],
                            slices: [slice(35, "MISS")])
                    ], otherNames: [otherName("registry2004", isIntact: false, "MISS")])
            ]
        },
        DamageScene("three-caches-bad") { sample in
            try sample.addDirect()
            sample.answer("big", on: "registry-direct", with: .good())
            var maps: [BlobMap] = []
            for (number, backend) in SampleRun.fronts.enumerated() {
                sample.answer("big", on: backend, with: rot("rot \(backend)"))
                let index = Int64(number * 50 + 8)
                let bytes = slice(index).bytes
                maps.append(
                    map(
                        backend, [damage(bytes.lowerBound..<(bytes.upperBound + 7), .unlike, differing: 5_222_000)],
                        slices: [slice(index), slice(index + 1)]))
            }
            sample.investigations = [try investigation(.copy(backend: "registry-direct"), maps)]
        },
        DamageScene("frozen-short") { sample in
            sample.answer(
                "big", on: "registry2004", with: .size(33_000_000, cache: "HIT"), .size(33_000_000, cache: "HIT"))
            let cut = damage(33_000_000..<size, .cutTail(at: 33_000_000))
            sample.investigations = [
                try investigation(
                    .copy(backend: "registry1004"),
                    [
                        map(
                            "registry2004", [cut], slices: (0...6).map { slice($0, total: 33_000_000) },
                            stored: 33_000_000)
                    ])
            ]
        },
        DamageScene("single-remembered") { sample in
            sample.backends = [sample.backends[0]]
            sample.answer("big", on: "registry1004", with: rot("rot"))
            let bytes: Range<Int64> = 734_003_200..<735_051_776
            sample.investigations = [
                try investigation(
                    .remembered(provenAt: SampleRun.started.addingTimeInterval(-7 * 86_400)),
                    [map("registry1004", [damage(bytes, .unknown, exact: false)], slices: [slice(140)])])
            ]
        },
        DamageScene("single-nothing-to-compare") { sample in
            sample.backends = [sample.backends[0]]
            sample.answer("big", on: "registry1004", with: rot("rot"))
            let unknown = BlobMap.Stretch(bytes: 0..<size, state: .notLooked)
            sample.investigations = [
                try investigation(
                    .none, [BlobMap(backend: "registry1004", isDirect: false, stretches: [unknown])],
                    structure: Investigation.StructureView(
                        backend: "registry1004", damagedBy: 184_002_113, reason: "gzip is damaged (invalid distance)"),
                    limits: [.nothingToCompare])
            ]
        },
        DamageScene("error-page") { sample in
            sample.answer("big", on: "registry1005", with: rot("rot"))
            let start = slice(20).bytes.lowerBound
            let page = damage(start..<(start + 1048), .text(opening: "<html><head><title>502 Bad Gateway</title>"))
            sample.investigations = [
                try investigation(.copy(backend: "registry1004"), [map("registry1005", [page], slices: [slice(20)])])
            ]
        },
        DamageScene("other-blob") { sample in
            sample.answer("base", on: "registry1005", with: rot("rot"))
            let size: Int64 = 48_221_190
            let map = BlobMap(
                backend: "registry1005", isDirect: false,
                stretches: [
                    BlobMap.Stretch(bytes: 0..<1000, state: .bad),
                    BlobMap.Stretch(bytes: 1000..<size, state: .unreachable(code: .accessReset)),
                ],
                damages: [damage(0..<1000, .otherBlob(digest: SampleRun.digest("web"), offset: 0))])
            sample.investigations = [
                try investigation(.copy(backend: "registry1004"), [map], of: "base", size: size)
            ]
        },
        DamageScene("empty-object") { sample in
            for backend in SampleRun.fronts { sample.answer("web", on: backend, with: .status(416), .status(416)) }
        },
        DamageScene("manifest") { sample in
            let manifest = "manifest of \(try SampleRun.reference("multiversion"))"
            sample.answer(manifest, on: "registry1004", with: rot("rot"))
        },
        DamageScene("absence-collected", usual: "MISS") { sample in
            sample.backends = Array(sample.backends.prefix(2))
            sample.answer("big", on: "registry1004", with: .status(404), .status(404))
            sample.answer("big", on: "registry1005", with: .reused(hours: 5, run: 11, cache: "HIT"))
        },
        DamageScene("absence-link", usual: "MISS") { sample in
            sample.answer(
                "big", on: "registry2004", "registry1004", "registry1005", with: .status(404), .status(404))
            sample.investigations = [
                try investigation(.none, [], otherNames: [otherName("registry2004", isIntact: true, "HIT")])
            ]
        },
    ]
}
