internal import CLibcurl

extension EasyHandle {
    func readTLSVersion() {
        guard let version = blobgate_curl_tls_version(pointer) else { return }
        tlsVersion = String(cString: version)
    }

    func readCertificateHash() {
        var hash = [UInt8](repeating: 0, count: 32)
        guard blobgate_curl_certificate_hash(pointer, &hash) == 1 else { return }
        certificateHash = hash
    }

    func readCipher() {
        guard let name = blobgate_curl_cipher(pointer) else { return }
        cipher = String(cString: name)
    }

    /// `nil` if not requested, without TLS, or if the connection was reused.
    var tlsFacts: TLSFacts? {
        var chain: UnsafeMutablePointer<curl_certinfo>?
        guard blobgate_curl_get_certificates(pointer, &chain) == CURLE_OK, let chain,
            chain.pointee.num_of_certs > 0, let first = chain.pointee.certinfo?[0]
        else { return tlsVersion.map { TLSFacts(version: $0) } }
        var lines: [String] = []
        var entry: UnsafeMutablePointer<curl_slist>? = first
        while let current = entry {
            lines.append(String(cString: current.pointee.data))
            entry = current.pointee.next
        }
        return TLSFacts(version: tlsVersion, certificate: TLSFacts.Certificate(lines: lines))
    }
}
