internal import CLibcurl

/// A libcurl easy handle with everything that must live as long as it does.
///
/// libcurl keeps references to the `CURLOPT_HTTPHEADER` and `CURLOPT_CONNECT_TO` lists and to the error buffer.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// The TLS version, which libcurl reveals only during the transfer.
    var tlsVersion: String?
    /// The hash of the server's certificate, also available only during the transfer.
    var certificateHash: [UInt8]?
    /// OpenSSL's name of the negotiated suite, also available only during the transfer.
    var cipher: String?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorBuffer: UnsafeMutablePointer<CChar>

    /// The receive buffer size: 512 KiB halves the number of system calls compared with the default of 16 KiB, and more
    /// gains little.
    private static let bufferSize = 512 << 10
    /// For small transfers: every transfer in progress has its own buffer.
    private static let smallBufferSize = 16 << 10

    /// For limited transfers: libcurl copies what it has to keep back.
    private static let limitedBufferSize = 64 << 10

    private static func bufferSize(for request: TransferRequest) -> Int {
        if request.smallBody { return smallBufferSize }
        return request.limiters.isEmpty ? bufferSize : limitedBufferSize
    }

    /// Lets libcurl pass on what it kept back. It calls the callbacks before it returns.
    func letGo() -> CURLcode { curl_easy_pause(pointer, CURLPAUSE_CONT) }

    /// Throws if libcurl is out of memory or rejects an option.
    init(for transfer: ActiveTransfer) throws(TransferFailure) {
        guard let pointer = curl_easy_init() else {
            throw TransferFailure(lacking: .memory, message: "libcurl is out of memory")
        }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_ERRORBUFFER, errorBuffer)
        try set(CURLOPT_NOSIGNAL, 1)
        // Without it, ending a transfer waits for a pending name resolution, and blocks every other transfer of the
        // loop.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_BUFFERSIZE, Self.bufferSize(for: transfer.request))
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(
            CURLOPT_HTTP_VERSION,
            transfer.request.asksForHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
        try apply(transfer.request)
        try secure(transfer.request, transfer.trust)
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        try set(CURLOPT_PRIVATE, context)
        try set(CURLOPT_WRITEDATA, context)
        try set(CURLOPT_HEADERDATA, context)
        try set(CURLOPT_WRITEFUNCTION, writeCallback)
        try set(CURLOPT_HEADERFUNCTION, headerCallback)
        try check(blobgate_curl_set_debug(pointer, rawCallback, context), CURLOPT_DEBUGFUNCTION)
        // libcurl does not tell a limit of this machine from a refused connection.
        try check(
            blobgate_curl_set_reach(pointer, openSocketCallback, beforeRequestCallback, context),
            CURLOPT_OPENSOCKETFUNCTION)
    }

    deinit {
        curl_easy_cleanup(pointer)
        lists.forEach { curl_slist_free_all($0) }
        errorBuffer.deallocate()
    }

    /// libcurl's text for the last error; empty if there is none.
    var errorText: String { String(cString: errorBuffer) }

    /// Closes the connection at the end of this transfer. Otherwise libcurl would only reset an HTTP/2 stream and keep
    /// the connection, and the next request would stall on it too.
    func abandonConnection() throws(TransferFailure) { try set(CURLOPT_FORBID_REUSE, 1) }

    /// Whether this libcurl shows a body before it removes the chunks. Later versions may show it afterwards; there, faults of
    /// chunk lines stay hidden.
    static let showsRawBody = blobgate_curl_version() < 0x080000

    /// Lets the debug callback see the body as received. Only chunked bodies need it.
    func showRawBody() { _ = blobgate_curl_set_long(pointer, CURLOPT_VERBOSE, 1) }

    private func apply(_ request: TransferRequest) throws(TransferFailure) {
        try set(CURLOPT_URL, request.url)
        // What `Accept-Encoding` a program sends and what it decodes are two things, so sinks decode.
        try set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        if let form = request.form {
            try set(CURLOPT_COPYPOSTFIELDS, FormEncoding.text(form))
        } else if let json = request.json {
            try set(CURLOPT_COPYPOSTFIELDS, json)
        } else if request.method == .head {
            try set(CURLOPT_NOBODY, 1)
        }
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(request.limits.connect / .milliseconds(1)))
        try set(list: CURLOPT_HTTPHEADER, request.headers.map { "\($0.name): \($0.value)" })
        if let pin = request.pin {
            // The part before "::" is empty: connect to the pin for any host and port in the URL.
            try set(list: CURLOPT_CONNECT_TO, ["::\(pin)"])
        }
        // Otherwise libcurl would decide by its own reading of the environment, which is not that of the nodes.
        try set(CURLOPT_PROXY, request.pin == nil ? request.proxy?.url ?? "" : "")
        try set(CURLOPT_NOPROXY, "")
        if request.freshConnection {
            try set(CURLOPT_FRESH_CONNECT, 1)
            try set(CURLOPT_FORBID_REUSE, 1)
        }
    }

    private func secure(_ request: TransferRequest, _ trust: TrustStore?) throws(TransferFailure) {
        // RFC 8996. OpenSSL's own minimum depends on its configuration.
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSL_CIPHER_LIST, request.suites.list)
        // No program that pulls images offers HTTP/2 to registries, and Go then sends no list of protocols at all.
        if !request.asksForHTTP2 { try set(CURLOPT_SSL_ENABLE_ALPN, 0) }
        // CAs come only from the store: libcurl reads no CA file for this connection.
        try set(CURLOPT_CAINFO, nil)
        // libcurl reuses a connection only for requests with the same options, but does not compare the callback. It
        // does compare CAPATH, so a unique path separates the stores. The folder does not exist: OpenSSL verifies with
        // the store.
        try set(CURLOPT_CAPATH, trust?.key)
        if let trust {
            try set(CURLOPT_SSL_CTX_DATA, trust.pointer)
            try check(blobgate_curl_set_trust_function(pointer), CURLOPT_SSL_CTX_FUNCTION)
        }
        if let client = request.clientCertificate {
            try set(CURLOPT_SSLCERT, client.certificate)
            try set(CURLOPT_SSLKEY, client.key ?? client.certificate)
        }
        if !request.verifiesPeer {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if request.wantsTLSFacts { try set(CURLOPT_CERTINFO, 1) }
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
        try check(blobgate_curl_set_long(pointer, option, value), option)
    }

    private func set(_ option: CURLoption, _ value: String?) throws(TransferFailure) {
        try check(blobgate_curl_set_string(pointer, option, value), option)
    }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(TransferFailure) {
        try check(blobgate_curl_set_pointer(pointer, option, value), option)
    }

    private func set(_ option: CURLoption, _ value: blobgate_curl_callback) throws(TransferFailure) {
        try check(blobgate_curl_set_callback(pointer, option, value), option)
    }

    private func set(list option: CURLoption, _ values: [String]) throws(TransferFailure) {
        guard !values.isEmpty else { return }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { if let list { lists.append(list) } }
        for value in values {
            guard let longer = curl_slist_append(list, value) else { return try check(CURLE_OUT_OF_MEMORY, option) }
            list = longer
        }
        try check(blobgate_curl_set_list(pointer, option, list), option)
    }

    /// A rejected option fails the transfer. Otherwise a different request would be sent, or less would be verified.
    private func check(_ code: CURLcode, _ option: CURLoption) throws(TransferFailure) {
        guard code != CURLE_OK else { return }
        let name = curl_easy_option_by_id(option).map { String(cString: $0.pointee.name) } ?? "\(option.rawValue)"
        let reason = String(cString: curl_easy_strerror(code))
        throw TransferFailure(
            kind: .other, curlCode: Int(code.rawValue),
            message: "libcurl rejected the option CURLOPT_\(name): \(reason)")
    }
}

extension EasyHandle {
    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return blobgate_curl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func microseconds(_ info: CURLINFO) -> Duration {
        var value: curl_off_t = 0
        return blobgate_curl_get_offset(pointer, info, &value) == CURLE_OK ? .microseconds(value) : .zero
    }

    func string(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        guard blobgate_curl_get_string(pointer, info, &value) == CURLE_OK, let value else { return nil }
        return String(cString: value)
    }

    var connectionFacts: ConnectionFacts {
        let address = string(CURLINFO_PRIMARY_IP).flatMap { $0.isEmpty ? nil : $0 }
        let port = UInt16(clamping: long(CURLINFO_PRIMARY_PORT))
        return ConnectionFacts(
            remote: address.map { TransferRequest.Endpoint(host: $0, port: port) },
            reused: address != nil && long(CURLINFO_NUM_CONNECTS) == 0, tls: tlsFacts,
            certificate: certificateHash, cipher: cipher, httpVersion: httpVersion)
    }

    private var httpVersion: String? {
        switch long(CURLINFO_HTTP_VERSION) {
        case CURL_HTTP_VERSION_1_0: "1.0"
        case CURL_HTTP_VERSION_1_1: "1.1"
        case CURL_HTTP_VERSION_2_0: "2"
        default: nil
        }
    }

    var timing: TransferTiming {
        TransferTiming(
            connected: max(microseconds(CURLINFO_CONNECT_TIME_T), microseconds(CURLINFO_APPCONNECT_TIME_T)),
            firstByte: microseconds(CURLINFO_STARTTRANSFER_TIME_T),
            total: microseconds(CURLINFO_TOTAL_TIME_T))
    }
}

private let writeCallback: blobgate_curl_callback = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    if transfer.mustWait() { return Int(CURL_WRITEFUNC_PAUSE) }
    return transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private let headerCallback: blobgate_curl_callback = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
    return transfer.take(headerLine: line) ? size * count : 0
}

private let rawCallback: curl_debug_callback = { _, kind, bytes, size, context in
    guard kind == CURLINFO_DATA_IN, let bytes, let context else { return 0 }
    Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue().take(
        raw: UnsafeRawBufferPointer(start: bytes, count: size))
    return 0
}
