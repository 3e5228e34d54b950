internal import OCI
internal import Record

/// One fault of an image on a backend (SARIF 2.1.0, section 3.27).
struct SARIFResult: Encodable {
    /// Where the image is referenced, and the subject of the fault (section 3.28).
    struct Location: Encodable {
        let physicalLocation: Physical
        let logicalLocations: [Logical]
    }

    struct Physical: Encodable {
        struct Artifact: Encodable {
            let uri: String
        }

        struct Region: Encodable {
            let startLine: Int
        }

        let artifactLocation: Artifact
        let region: Region
    }

    /// Something other than a file (section 3.33).
    struct Logical: Encodable {
        let name: String
        let kind: String
    }

    /// Why a fault does not count (section 3.35).
    struct Suppression: Encodable {
        let kind = "external"
        let justification: String
    }

    let ruleId: String
    let ruleIndex: Int?
    let level: String
    let message: SARIFText
    let locations: [Location]
    let partialFingerprints: [String: String]
    let suppressions: [Suppression]?

    init(_ problem: Problem, _ places: PlaceNames) {
        let place = problem.finding.place
        ruleId = problem.finding.code.rawValue
        ruleIndex = FindingCode.allCases.firstIndex(of: problem.finding.code)
        level =
            switch problem.level {
            case .error: "error"
            case .warning: "warning"
            case .note: "note"
            }
        message = SARIFText("\(problem.image.reference): \(problem.sentence)")
        var things = [Logical(name: problem.image.reference.description, kind: "image")]
        if let backend = place.backend { things.append(Logical(name: Page.ascii(backend), kind: "backend")) }
        if let digest = place.digest { things.append(Logical(name: digest.description, kind: "digest")) }
        let written = problem.image.lines.map { Physical(uri: places.uri($0.file), line: $0.line) }
        locations = (written.isEmpty ? [Physical(uri: Problem.nowhere, line: 1)] : written).map {
            Location(physicalLocation: $0, logicalLocations: things)
        }
        partialFingerprints = ["blobgate/v1": problem.fingerprint]
        suppressions = problem.finding.override.map { override in
            [Suppression(justification: Page.ascii("override \(override.id) by \(override.who): \(override.reason)"))]
        }
    }
}

extension SARIFResult.Physical {
    init(uri: String, line: Int) {
        self.init(artifactLocation: Artifact(uri: uri), region: Region(startLine: line))
    }
}
