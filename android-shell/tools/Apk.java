import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * An app's package: put together, signed, and looked at as a phone looks at it. Run by `cargo xtask apk`, from its source.
 *
 * <pre>
 * assemble OUT RESOURCES NAME=FILE…   what aapt2 linked, with files under these names
 * sign IN OUT KEYS PASSWORD MIN       by the one key of a key store; MIN is the oldest Android, an API level
 * verify PACKAGE MIN                  signature and alignment; says what is wrong
 * </pre>
 */
public final class Apk {
    /** What the resources' table is aligned to: phones map it into memory. */
    private static final int WORD = 4;
    /** What native code is aligned to: the largest page in which phones load it. */
    private static final int PAGE = 16 * 1024;
    /** The extra field by which others of Android's tools know that an entry is aligned, and to what. */
    private static final int ALIGNED = 0xd935;
    /** The same for every package, so that the same sources make the same bytes. */
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1981, 1, 1, 1, 1, 2);

    public static void main(String[] words) throws Exception {
        switch (words[0]) {
            case "assemble":
                assemble(Path.of(words[1]), Path.of(words[2]), List.of(words).subList(3, words.length));
                break;
            case "sign":
                sign(new File(words[1]), new File(words[2]), Path.of(words[3]), words[4].toCharArray(), Integer.parseInt(words[5]));
                break;
            case "verify":
                List<String> wrong = wrongIn(Path.of(words[1]), Integer.parseInt(words[2]));
                wrong.forEach(System.err::println);
                System.exit(wrong.isEmpty() ? 0 : 1);
                break;
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    private static void assemble(Path out, Path resources, List<String> files) throws IOException {
        try (Counted counted = new Counted(new BufferedOutputStream(Files.newOutputStream(out)));
             ZipOutputStream zip = new ZipOutputStream(counted);
             ZipFile linked = new ZipFile(resources.toFile())) {
            for (ZipEntry entry : Collections.list(linked.entries())) {
                try (InputStream bytes = linked.getInputStream(entry)) {
                    put(zip, counted, entry.getName(), bytes.readAllBytes(), entry.getMethod() == ZipEntry.STORED);
                }
            }
            for (String file : files) {
                int at = file.indexOf('=');
                put(zip, counted, file.substring(0, at), Files.readAllBytes(Path.of(file.substring(at + 1))), false);
            }
        }
    }

    private static void put(ZipOutputStream zip, Counted counted, String name, byte[] bytes, boolean isStored) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ALWAYS);
        int alignment = alignment(name);
        if (isStored || alignment > 1) {
            CRC32 sum = new CRC32();
            sum.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(sum.getValue());
            entry.setExtra(padding(counted.written + 30 + name.getBytes("UTF-8").length, Math.max(alignment, WORD)));
        }
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
        zip.flush();
    }

    /** Phones read these where they stand in the package, and want them there whole. */
    private static int alignment(String name) {
        if (name.endsWith(".so")) return PAGE;
        return name.equals("resources.arsc") ? WORD : 1;
    }

    /** An extra field of such a length that what follows at `offset` is aligned. */
    private static byte[] padding(long offset, int alignment) {
        int fixed = 6;
        int filler = (int) ((alignment - (offset + fixed) % alignment) % alignment);
        ByteBuffer field = ByteBuffer.allocate(fixed + filler).order(ByteOrder.LITTLE_ENDIAN);
        field.putShort((short) ALIGNED).putShort((short) (2 + filler)).putShort((short) alignment);
        return field.array();
    }

    private static void sign(File in, File out, Path keys, char[] password, int oldest) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(keys)) {
            store.load(bytes, password);
        }
        String name = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(name, password);
        List<X509Certificate> certificates = List.of((X509Certificate) store.getCertificate(name));
        ApkSigner.SignerConfig signer = new ApkSigner.SignerConfig.Builder(name, key, certificates).build();
        // The second scheme signs the whole file; every phone since Android 7 checks it.
        new ApkSigner.Builder(List.of(signer)).setInputApk(in).setOutputApk(out).setMinSdkVersion(oldest)
            .setV1SigningEnabled(false).setV2SigningEnabled(true).build().sign();
    }

    private static List<String> wrongIn(Path apk, int oldest) throws Exception {
        List<String> wrong = new ArrayList<>();
        ApkVerifier.Result result = new ApkVerifier.Builder(apk.toFile()).setMinCheckedPlatformVersion(oldest).build().verify();
        if (!result.isVerified()) wrong.add("the signature does not hold");
        if (!result.isVerifiedUsingV2Scheme()) wrong.add("it is not signed as a whole");
        result.getErrors().forEach(error -> wrong.add(error.toString()));
        try (FileChannel file = FileChannel.open(apk)) {
            wrong.addAll(misaligned(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size())));
        }
        return wrong;
    }

    /** Goes through the package's own list of what is in it. */
    private static List<String> misaligned(ByteBuffer zip) {
        zip.order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.limit() - 22;
        while (zip.getInt(end) != 0x06054b50) end--;
        int at = zip.getInt(end + 16);
        List<String> wrong = new ArrayList<>();
        for (int number = zip.getShort(end + 10) & 0xffff; number > 0; number--) {
            int nameLength = zip.getShort(at + 28) & 0xffff;
            byte[] letters = new byte[nameLength];
            zip.get(at + 46, letters);
            String name = new String(letters);
            int local = zip.getInt(at + 42);
            int data = local + 30 + (zip.getShort(local + 26) & 0xffff) + (zip.getShort(local + 28) & 0xffff);
            int alignment = alignment(name);
            if (alignment > 1 && zip.getShort(at + 10) != 0) wrong.add(name + " is packed, and must lie open");
            if (data % alignment != 0) wrong.add(name + " is not aligned to " + alignment + " bytes");
            at += 46 + nameLength + (zip.getShort(at + 30) & 0xffff) + (zip.getShort(at + 32) & 0xffff);
        }
        return wrong;
    }

    /** Knows how much has been written. */
    private static final class Counted extends FilterOutputStream {
        private long written;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int letter) throws IOException {
            out.write(letter);
            written++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            written += length;
        }
    }
}
