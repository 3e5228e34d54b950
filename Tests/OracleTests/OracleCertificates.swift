import Support

/// The certificates of registries at the oracle's address, issued by one authority that all pullers trust.
struct OracleCertificates: Sendable {
    private let maker: CertificateMaker
    let good: CertificateMaker.Pair
    /// Without subjectAltName, only with the common name.
    let unnamed: CertificateMaker.Pair
    let negativeSerial: CertificateMaker.Pair
    /// With an RSA key.
    let rsa: CertificateMaker.Pair
    let expired: CertificateMaker.Pair
    let weakHash: CertificateMaker.Pair
    /// With RSA keys of 1024 and of 768 bits.
    let shortKey, weakKey: CertificateMaker.Pair
    let otherName: CertificateMaker.Pair

    init(_ address: String) async throws {
        let maker = try await CertificateMaker("oracle authority")
        self.maker = maker
        func issue(_ change: (inout CertificateMaker.Recipe) -> Void = { _ in }) async throws -> CertificateMaker.Pair {
            var recipe = CertificateMaker.Recipe(address)
            change(&recipe)
            return try await maker.issue(recipe)
        }
        good = try await issue()
        unnamed = try await issue { $0.hasAlternative = false }
        negativeSerial = try await issue { $0.hasNegativeSerial = true }
        rsa = try await issue { $0.rsaBits = 2048 }
        expired = try await issue { $0.days = -30 ... -1 }
        weakHash = try await issue { $0.hasWeakHash = true }
        shortKey = try await issue { $0.rsaBits = 1024 }
        weakKey = try await issue { $0.hasWeakKey = true }
        otherName = try await issue { $0.alternative = "other.test" }
    }

    /// The authority, as a PEM file.
    var authority: String { maker.authority.certificate }
}
