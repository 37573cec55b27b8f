import java.io.BufferedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads an archive from standard input as Java does: each byte once, each file to its end. */
public class Zip {
    public static void main(String[] arguments) throws Exception {
        int files = 0;
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(System.in))) {
            byte[] buffer = new byte[1 << 16];
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                long read = 0;
                for (int some = zip.read(buffer); some >= 0; some = zip.read(buffer)) read += some;
                if (read != entry.getSize()) throw new IllegalStateException(entry.getName() + ": " + read);
                files++;
            }
        }
        if (files == 0) throw new IllegalStateException("no files");
        System.out.println("ZipInputStream: " + files + " files");
    }
}
