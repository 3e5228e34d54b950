internal import OCI
package import Record

/// A run with investigated faulty content.
package struct DamageScene: Sendable {
    package static let sliceBytes: Int64 = 5_242_880
    package static let size: Int64 = 1_119_805_497
    package static let cache = CachePolicy(
        kind: "nginx", key: "$uri$slice_range", sliceBytes: sliceBytes, path: "/var/cache/nginx-docker-registry",
        levels: "1:2")

    package let name: String
    private let usual: String?
    private let change: @Sendable (inout SampleRun) throws -> Void

    /// - Parameter usual: The cache status for right bytes.
    package init(_ name: String, usual: String? = "HIT", _ change: @escaping @Sendable (inout SampleRun) throws -> Void)
    {
        self.name = name
        self.usual = usual
        self.change = change
    }

    package var sample: SampleRun {
        get throws {
            var sample = try SampleRun()
            sample.describeCaches(Self.cache)
            sample.usual = .tries([.good(cache: usual)])
            try change(&sample)
            return sample
        }
    }

    // MARK: Parts of an investigation

    package static func slice(_ index: Int64, _ status: String? = "HIT", total: Int64 = size) -> SliceView {
        SliceView(
            index: index, bytes: (index * sliceBytes)..<min(size, (index + 1) * sliceBytes), cacheStatus: status,
            storedTotal: total, rightDigest: SampleRun.digest("slice \(index)"))
    }

    package static func damage(
        _ bytes: Range<Int64>, _ kind: DamageKind, differing: Int64? = nil, exact: Bool = true
    ) -> Damage {
        Damage(bytes: bytes, isExact: exact, differing: differing, kind: kind)
    }

    package static func zeros(_ bytes: Range<Int64>, differing: Int64? = nil) -> Damage {
        damage(bytes, .zeros(in: ByteRange(wrappedValue: bytes)), differing: differing)
    }

    package static func map(
        _ backend: String, _ damages: [Damage] = [], slices: [SliceView] = [], stored: Int64? = nil,
        isDirect: Bool = false
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
            backend: backend, isDirect: isDirect, stretches: stretches, damages: damages, slices: slices,
            storedSize: stored)
    }

    /// An investigation of the layer `big`, or of another one.
    package static func investigation(
        _ reference: Investigation.Reference, _ maps: [BlobMap], of content: String = "big", size: Int64 = size,
        composition: Investigation.Composition? = nil, otherNames: [Investigation.OtherName] = [],
        structure: Investigation.StructureView? = nil, saved: Investigation.SavedCopy? = nil,
        limits: [InvestigationLimit] = []
    ) throws -> Investigation {
        let name = try SampleRun.reference("multiversion")
        return Investigation(
            registry: name.registry, repository: name.repository, digest: SampleRun.digest(content), size: size,
            reference: reference, maps: maps, composition: composition, otherNames: otherNames, structure: structure,
            savedCopy: saved, limits: limits)
    }

    package static func otherName(_ backend: String, isIntact: Bool, _ status: String) throws -> Investigation.OtherName
    {
        Investigation.OtherName(
            backend: backend, repository: try SampleRun.reference("webserver").repository, isIntact: isIntact,
            cacheStatus: status)
    }
}
