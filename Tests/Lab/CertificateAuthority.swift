import Foundation
import Support

/// A private certificate authority and two certificates: of a client, and for the registry's name and for the addresses of its backends,
/// by which mirrors are named; made for one lab.
enum CertificateAuthority {
    private static let configuration = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = blobgate lab
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [server]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = serverAuth
        subjectAltName = DNS:\(RunningLab.host)\(LabBackend.allCases.map { ",IP:\($0.address)" }.joined())

        [client]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = clientAuth

        """

    static func make(_ layout: LabLayout) async throws {
        let openssl = try Program("openssl")
        let file = layout.configuration.appending(path: "openssl.conf")
        try Data(configuration.utf8).write(to: file)
        let common = [
            "req", "-x509", "-config", file.path, "-days", "30", "-sha256", "-nodes", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1",
        ]
        try await openssl.run(
            common + [
                "-extensions", "authority", "-keyout", layout.authorityKey.path, "-out", layout.authority.path,
            ])
        let signed = common + ["-CA", layout.authority.path, "-CAkey", layout.authorityKey.path]
        try await openssl.run(
            signed + [
                "-extensions", "server", "-subj", "/CN=\(RunningLab.host)", "-keyout", layout.certificateKey.path,
                "-out", layout.certificate.path,
            ])
        try await openssl.run(
            signed + [
                "-extensions", "client", "-subj", "/CN=deployer", "-keyout", layout.clientKey.path,
                "-out", layout.clientCertificate.path,
            ])
    }
}
