import Foundation
import OCI
import Registry
import Transfer

@testable import Gate

/// Runs whose faulty blobs were looked at closer: the breaks of the incident's table.
extension Scenario {
    static let sliceBytes: Int64 = 5_242_880
    static let size: Int64 = 1_119_805_497
    static let cache = CachePolicy(
        kind: "nginx", key: "$uri$slice_range", sliceBytes: sliceBytes, path: "/var/cache/nginx-docker-registry",
        levels: "1:2")

    private static let fronts = ["registry1004", "registry1005", "registry2004"]

    static func slice(_ index: Int64, _ status: String? = "HIT", total: Int64 = size) -> SliceView {
        let bytes = (index * sliceBytes)..<min(size, (index + 1) * sliceBytes)
        return SliceView(
            index: index, bytes: bytes, cacheStatus: status, storedTotal: total,
            rightDigest: SampleRun.digest("slice \(index)"))
    }

    static func damage(_ bytes: Range<Int64>, _ kind: DamageKind, differing: Int64? = nil, exact: Bool = true) -> Damage
    {
        Damage(bytes: bytes, isExact: exact, differing: differing, kind: kind)
    }

    static func map(
        _ backend: String, _ damages: [Damage] = [], slices: [SliceView] = [], stored: Int64? = nil,
        direct: Bool = false
    ) -> BlobMap {
        var stretches: [BlobMap.Stretch] = []
        var reached: Int64 = 0
        for damage in damages {
            if reached < damage.bytes.lowerBound {
                stretches.append(BlobMap.Stretch(bytes: reached..<damage.bytes.lowerBound, state: .good))
            }
            stretches.append(BlobMap.Stretch(bytes: damage.bytes, state: .bad))
            reached = damage.bytes.upperBound
        }
        if reached < size { stretches.append(BlobMap.Stretch(bytes: reached..<size, state: .good)) }
        return BlobMap(
            backend: backend, isDirect: direct, stretches: stretches, damages: damages, slices: slices,
            storedSize: stored)
    }

    static func look(
        _ reference: Investigation.Reference, _ maps: [BlobMap], composition: Investigation.Composition? = nil,
        otherNames: [Investigation.OtherName] = [], structure: Investigation.StructureView? = nil,
        saved: Investigation.SavedCopy? = nil, limits: [String] = []
    ) -> Investigation {
        Investigation(
            registry: RegistryName(SampleRun.registry) ?? .dockerHub, repository: name("multiversion"),
            digest: SampleRun.digest("big"), size: size, reference: reference, maps: maps, composition: composition,
            otherNames: otherNames, structure: structure, savedCopy: saved, limits: limits)
    }

    static func name(_ last: String) -> RepositoryName {
        guard let name = RepositoryName("restricted/mediawiki-\(last)") else { preconditionFailure("a name") }
        return name
    }

    private static func looked(
        _ name: String, usual: String? = "HIT", _ change: @escaping @Sendable (inout SampleRun) -> Void
    ) -> Scenario {
        Scenario("look-\(name)") { sample in
            sample.backends = fronts.enumerated().map { index, name in
                SampleRun.backend(name, host: "10.64.0.\(index + 4)", cache: cache)
            }
            sample.usual = .tries([.good(cache: usual)])
            change(&sample)
        }
    }

    private static func rot(_ cache: String = "HIT", content: String = "rot") -> [SampleRun.Try] {
        [.wrong(content, cache: cache), .wrong(content, cache: "HIT")]
    }

    private static let bit: Int64 = 734_003_217
    private static let tail = slice(35).bytes.lowerBound + 3129..<slice(35).bytes.upperBound

    static let looks: [Scenario] = [
        looked("flipped-bit") { sample in
            sample.answers["registry1004 big"] = .tries(rot())
            let other = Investigation.OtherName(
                backend: "registry1004", repository: name("webserver"), isIntact: true, cacheStatus: "MISS")
            let damage = damage(bit..<(bit + 1), .flippedBit(byte: bit, bit: 3), differing: 1)
            sample.investigations = [
                look(
                    .copy(backend: "registry1005"), [map("registry1004", [damage], slices: [slice(140)])],
                    otherNames: [other])
            ]
            sample.earlierUses[SampleRun.digest("big")] = (9...11).map { number in
                EarlierUse(
                    run: Int64(number), when: SampleRun.started.addingTimeInterval(Double(number - 12) * 86_400),
                    reference: "\(SampleRun.registry)/restricted/mediawiki-multiversion:2025-03-\(number + 17)",
                    origins: ["helmfile.d/mw-web/values.yaml:12"])
            }
        },
        looked("zeroed-page") { sample in
            sample.answers["registry1004 big"] = .tries(rot())
            let start = slice(7).bytes.lowerBound + 409_600
            let page = damage(start..<(start + 4096), .zeros(start..<(start + 4096)), differing: 4081)
            sample.investigations = [
                look(.copy(backend: "registry1005"), [map("registry1004", [page], slices: [slice(7)])])
            ]
        },
        looked("lost-writes", usual: "MISS") { sample in
            sample.answers["registry2004 big"] = .tries(rot())
            let zeros = damage(tail, .zeros(tail), differing: 5_219_110)
            sample.investigations = [
                look(.copy(backend: "registry1004"), [map("registry2004", [zeros], slices: [slice(35)])])
            ]
        },
        looked("zeroed-slice") { sample in
            sample.backends.append(SampleRun.direct)
            for blob in ["base", "big", "web", "config-a", "config-b"] {
                sample.answer(blob, on: "registry-direct", with: .good())
            }
            sample.answers["registry1005 big"] = .tries(rot())
            let whole = slice(3).bytes
            sample.investigations = [
                look(
                    .copy(backend: "registry-direct"),
                    [
                        map("registry1005", [damage(whole, .zeros(whole), differing: 5_222_001)], slices: [slice(3)]),
                        map("registry-direct", direct: true),
                    ])
            ]
        },
        looked("short-slice") { sample in
            let cut = slice(9).bytes.lowerBound + 3_000_000
            for backend in ["registry1004"] {
                sample.answer(
                    "big", on: backend, with: .failure(.stalled, "no byte for 15 s", after: size - 2_242_880),
                    .failure(.stalled, "no byte for 15 s", after: size - 2_242_880))
            }
            let shift = damage(cut..<slice(9).bytes.upperBound, .shifted(by: 2_242_880))
            sample.investigations = [
                look(.copy(backend: "registry1005"), [map("registry1004", [shift], slices: [slice(9)])])
            ]
        },
        looked("swapped-slice") { sample in
            sample.answers["registry1004 big"] = .tries(rot())
            let whole = slice(12).bytes
            let swapped = damage(whole, .repeated(from: slice(40).bytes.lowerBound), differing: 5_222_379)
            sample.investigations = [
                look(
                    .copy(backend: "registry2004"),
                    [
                        map("registry1004", [swapped], slices: [slice(12)]),
                        map("registry2004", slices: [slice(12, "MISS")]),
                    ])
            ]
        },
        looked("slice-of-another-blob") { sample in
            sample.answers["registry1004 big"] = .tries(rot())
            let other = damage(
                slice(12).bytes, .otherBlob(SampleRun.digest("base"), offset: slice(3).bytes.lowerBound),
                differing: 5_222_379)
            sample.investigations = [
                look(.copy(backend: "registry2004"), [map("registry1004", [other], slices: [slice(12)])])
            ]
        },
        looked("all-bad-alike") { sample in
            let start: Int64 = 183_500_800
            let zeros = damage(start..<(start + 65_536), .zeros(start..<(start + 65_536)), differing: 65_279)
            for backend in fronts { sample.answers["\(backend) big"] = .tries(rot()) }
            sample.investigations = [
                look(
                    .remembered(provenAt: SampleRun.started.addingTimeInterval(-6 * 86_400)),
                    fronts.map { map($0, [zeros], slices: [slice(35)]) })
            ]
        },
        looked("all-different-composed") { sample in
            let places: [Int64] = [2, 40, 99]
            var maps: [BlobMap] = []
            var pieces: [Investigation.Composition.Piece] = []
            for (backend, index) in zip(fronts, places) {
                sample.answers["\(backend) big"] = .tries(rot(content: "rot \(backend)"))
                let bytes = (slice(index).bytes.lowerBound + 1000)..<(slice(index).bytes.lowerBound + 5000)
                maps.append(map(backend, [damage(bytes, .unlike, differing: 3984)], slices: [slice(index)]))
                pieces.append(
                    Investigation.Composition.Piece(
                        bytes: slice(index).bytes, rightOn: fronts.filter { $0 != backend }, wrongOn: [backend]))
            }
            sample.investigations = [
                look(.composed, maps, composition: Investigation.Composition(pieces: pieces, combinations: 5))
            ]
        },
        looked("storage-bad-caches-good") { sample in
            sample.backends.append(SampleRun.direct)
            for blob in ["base", "big", "web", "config-a", "config-b"] {
                sample.answer(blob, on: "registry-direct", with: .good())
            }
            sample.answer("big", on: "registry-direct", with: .wrong("rot"), .wrong("rot"))
            let damage = damage(bit..<(bit + 1), .flippedBit(byte: bit, bit: 0), differing: 1)
            sample.investigations = [
                look(
                    .copy(backend: "registry1004"), [map("registry-direct", [damage], direct: true)],
                    saved: Investigation.SavedCopy(path: "/var/tmp/1938c5086e22.blob", sources: ["registry1004"]))
            ]
        },
        looked("storage-bad-one-refilled") { sample in
            sample.answers["registry2004 big"] = .tries(rot())
            let start = slice(35).bytes.lowerBound + 8192
            let zeros = damage(start..<(start + 4096), .zeros(start..<(start + 4096)), differing: 4080)
            let other = Investigation.OtherName(
                backend: "registry2004", repository: name("webserver"), isIntact: false, cacheStatus: "MISS")
            sample.investigations = [
                look(
                    .copy(backend: "registry1004"), [map("registry2004", [zeros], slices: [slice(35, "MISS")])],
                    otherNames: [other])
            ]
        },
        looked("three-caches-bad") { sample in
            sample.backends.append(SampleRun.direct)
            for blob in ["base", "big", "web", "config-a", "config-b"] {
                sample.answer(blob, on: "registry-direct", with: .good())
            }
            var maps: [BlobMap] = []
            for (number, backend) in fronts.enumerated() {
                sample.answers["\(backend) big"] = .tries(rot(content: "rot \(backend)"))
                let index = Int64(number * 50 + 8)
                let bytes = slice(index).bytes
                maps.append(
                    map(
                        backend, [damage(bytes.lowerBound..<(bytes.upperBound + 7), .unlike, differing: 5_222_000)],
                        slices: [slice(index), slice(index + 1)]))
            }
            sample.investigations = [look(.copy(backend: "registry-direct"), maps)]
        },
        looked("frozen-short") { sample in
            sample.answer(
                "big", on: "registry2004", with: .size(33_000_000, cache: "HIT"), .size(33_000_000, cache: "HIT"))
            let cut = damage(33_000_000..<size, .cutTail(at: 33_000_000))
            sample.investigations = [
                look(
                    .copy(backend: "registry1004"),
                    [
                        map(
                            "registry2004", [cut], slices: (0...6).map { slice($0, total: 33_000_000) },
                            stored: 33_000_000)
                    ])
            ]
        },
        looked("single-remembered") { sample in
            sample.backends = [sample.backends[0]]
            sample.answers["registry1004 big"] = .tries(rot())
            let bytes: Range<Int64> = 734_003_200..<735_051_776
            sample.investigations = [
                look(
                    .remembered(provenAt: SampleRun.started.addingTimeInterval(-7 * 86_400)),
                    [map("registry1004", [damage(bytes, .unknown, exact: false)], slices: [slice(140)])],
                    limits: ["No right copy is at hand: the damage is known to the MiB."])
            ]
        },
        looked("single-nothing-to-compare") { sample in
            sample.backends = [sample.backends[0]]
            sample.answers["registry1004 big"] = .tries(rot())
            sample.investigations = [
                look(
                    .none,
                    [
                        BlobMap(
                            backend: "registry1004", isDirect: false,
                            stretches: [
                                BlobMap.Stretch(bytes: 0..<size, state: .notLooked)
                            ])
                    ],
                    structure: Investigation.StructureView(
                        backend: "registry1004", damagedBy: 184_002_113, reason: "gzip is damaged (invalid distance)"),
                    limits: ["Nothing right is known of this blob, so only its structure could be read."])
            ]
        },
        looked("error-page") { sample in
            sample.answers["registry1005 big"] = .tries(rot())
            let bytes = slice(20).bytes
            sample.investigations = [
                look(
                    .copy(backend: "registry1004"),
                    [
                        map(
                            "registry1005",
                            [
                                damage(
                                    bytes.lowerBound..<(bytes.lowerBound + 1048),
                                    .text(opening: "<html><head><title>502 Bad Gateway</title>"))
                            ], slices: [slice(20)])
                    ])
            ]
        },
        looked("other-blob") { sample in
            sample.answers["registry1005 base"] = .tries(rot())
            let digest = SampleRun.digest("base")
            let blob: Int64 = 48_221_190
            let map = BlobMap(
                backend: "registry1005", isDirect: false,
                stretches: [
                    BlobMap.Stretch(bytes: 0..<1000, state: .bad),
                    BlobMap.Stretch(bytes: 1000..<blob, state: .unreachable(.accessReset)),
                ],
                damages: [damage(0..<1000, .otherBlob(SampleRun.digest("web"), offset: 0))])
            sample.investigations = [
                Investigation(
                    registry: RegistryName(SampleRun.registry) ?? .dockerHub, repository: name("multiversion"),
                    digest: digest, size: blob, reference: .copy(backend: "registry1004"), maps: [map])
            ]
        },
        looked("empty-object") { sample in
            for backend in fronts { sample.answer("web", on: backend, with: .status(416), .status(416)) }
        },
        looked("manifest") { sample in
            sample.answer(
                "manifest of \(SampleRun.multiversion)", on: "registry1004", with: .wrong("rot", cache: "HIT"),
                .wrong("rot", cache: "HIT"))
        },
        looked("absence-collected", usual: "MISS") { sample in
            sample.backends = [sample.backends[0], sample.backends[1]]
            sample.answer("big", on: "registry1004", with: .status(404), .status(404))
            sample.answer("big", on: "registry1005", with: .reused(hours: 5, run: 11, cache: "HIT"))
        },
        looked("absence-link", usual: "MISS") { sample in
            sample.answer("big", on: "registry2004", "registry1004", "registry1005", with: .status(404), .status(404))
            let other = Investigation.OtherName(
                backend: "registry2004", repository: name("webserver"), isIntact: true, cacheStatus: "HIT")
            sample.investigations = [look(.none, [], otherNames: [other])]
        },
    ]
}
