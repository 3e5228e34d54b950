internal import CLibcurl

/// Where the certificate authorities of the system are kept, if not where libcurl was built to look.
///
/// OpenSSL's own programs read the two variables of the environment that say so; libcurl, the library, does not.
package struct SystemAuthorities: Hashable, Sendable {
    /// A PEM file (`SSL_CERT_FILE`).
    package var file: String?
    /// Folders as `openssl rehash` leaves them, separated by colons (`SSL_CERT_DIR`).
    package var folders: String?

    /// The places; `nil` is libcurl's own.
    package init(file: String? = nil, folders: String? = nil) {
        self.file = file
        self.folders = folders
    }

    /// Where libcurl was built to look.
    static let builtIn: SystemAuthorities = {
        guard let handle = curl_easy_init() else { return SystemAuthorities() }
        defer { curl_easy_cleanup(handle) }
        func place(_ info: CURLINFO) -> String? {
            var value: UnsafePointer<CChar>?
            guard blobgate_curl_get_string(handle, info, &value) == CURLE_OK else { return nil }
            return value.map { String(cString: $0) }
        }
        return SystemAuthorities(file: place(CURLINFO_CAINFO), folders: place(CURLINFO_CAPATH))
    }()
}
