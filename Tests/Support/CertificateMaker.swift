public import Foundation

/// A certificate authority in a folder of its own, and certificates that it issues; the folder goes away with it.
public final class CertificateMaker: Sendable {
    /// A certificate and its key, each a PEM file.
    public struct Pair: Sendable {
        /// The certificate.
        public let certificate: String
        /// Its key.
        public let key: String
    }

    /// Where the files are.
    public let directory: URL
    /// The authority.
    public let authority: Pair
    private let openssl: Program

    /// An authority named `CN`.
    public init(_ name: String = "test authority") async throws {
        openssl = try Program("openssl")
        directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        authority = Pair(
            certificate: directory.appending(path: "authority.pem").path,
            key: directory.appending(path: "authority.key").path)
        try Data(Self.configuration(names: []).utf8).write(to: directory.appending(path: "authority.conf"))
        try await openssl.run(
            ["req", "-x509", "-config", directory.appending(path: "authority.conf").path, "-extensions", "authority"]
                + Self.newKey + ["-subj", "/CN=\(name)", "-days", "30"]
                + ["-keyout", authority.key, "-out", authority.certificate])
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    private static let newKey = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]

    private static func configuration(names: [String]) -> String {
        """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = unnamed
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [leaf]
        basicConstraints = critical,CA:FALSE
        \(names.isEmpty ? "" : "subjectAltName = " + names.map { "DNS:\($0)" }.joined(separator: ","))

        """
    }

    /// A certificate for some names; one of fewer than 0 days has expired. `selfSigned` leaves the authority out.
    public func issue(
        _ name: String, days: Int = 30, selfSigned: Bool = false
    ) async throws -> Pair {
        let stem = directory.appending(path: UUID().uuidString).path
        let pair = Pair(certificate: stem + ".pem", key: stem + ".key")
        try Data(Self.configuration(names: [name]).utf8).write(to: URL(filePath: stem + ".conf"))
        try await openssl.run(
            ["req", "-config", stem + ".conf", "-subj", "/CN=\(name)"] + Self.newKey
                + ["-keyout", pair.key, "-out", stem + ".csr"])
        let signer =
            selfSigned ? ["-signkey", pair.key] : ["-CA", authority.certificate, "-CAkey", authority.key]
        try await openssl.run(
            ["x509", "-req", "-in", stem + ".csr", "-days", "\(days)", "-extfile", stem + ".conf"]
                + ["-extensions", "leaf", "-out", pair.certificate] + signer)
        return pair
    }
}
