internal import Gate
internal import OCI

extension RunWire {
    /// What in a report can be of no run, in words: a fault that nobody knows would be left out of what other systems are
    /// told.
    var damage: String? {
        for (index, claim) in claims.enumerated() {
            if let words = Self.damage(claim.code, claim.weight) { return "claims.[\(index)].\(words)" }
            if claim.standing == CountedClaim.Word.faulty.rawValue, claim.code == nil || claim.weight == nil {
                return "claims.[\(index)].code is missing"
            }
        }
        for (index, finding) in findings.enumerated() {
            if let words = Self.damage(finding.code, finding.weight) { return "findings.[\(index)].\(words)" }
        }
        for (index, image) in images.enumerated() {
            for fault in image.findings + image.backends.flatMap(\.findings) {
                if let words = Self.damage(fault.code, fault.weight) { return "images.[\(index)].findings: \(words)" }
            }
            if image.backends.contains(where: { !$0.claims.allSatisfy(claims.indices.contains) }) {
                return "images.[\(index)].backends: claims names none of the report's claims"
            }
        }
        return diagnoses.firstIndex { $0.told == nil }.map { "diagnoses.[\($0)] is of no fault that is known" }
    }

    private static func damage(_ code: String?, _ weight: String?) -> String? {
        if let code, FindingCode(rawValue: code) == nil { return "code is none that is known" }
        if let weight, Finding.Weight(rawValue: weight) == nil { return "weight is none that is known" }
        return nil
    }
}
